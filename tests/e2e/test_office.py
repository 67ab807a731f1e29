"""The coordinator's morning in a browser: an offer, a roster, slips, and what could not be told."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from mentoring import tasks
from mentoring.services import enrolment
from notifications.models import Delivery, Incident, Notice
from tests.e2e.pages import follow, in_two_looks, picture, press, visit
from tests.factories import person as people
from tests.factories.cast import MONDAY, another_mentor
from tests.factories.relationship import relationship
from tests.factories.roster import newcomers, xlsx_file

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    in_two_looks,
]


@pytest.fixture
def morning(cast):
    """A request, a mail that failed, an escalation that reached nobody, somebody without e-mail."""
    another_mentor(cast, "Tono Contoh")
    item = relationship(cast, "requested")
    enrolment.enrol(
        people.person("Joko Contoh", unit=cast.maya.unit, email=""),
        cast.programme, role="mentee", now=MONDAY,
    )  # fmt: skip
    copy = Delivery.objects.earliest("due_at", "pk")
    Delivery.objects.filter(pk=copy.pk).update(
        state="failed", stopped_at=MONDAY, error_code="smtp_550", due_at=MONDAY
    )
    Incident.objects.create(
        key=f"delivery:{copy.pk}", kind="delivery_failed", reason="smtp_550", delivery=copy,
        opened_at=MONDAY,
    )  # fmt: skip
    Notice.objects.create(
        key="made up", kind="escalation.unroutable", cause="made up", recipient=cast.citra.user,
        subject_kind=item.kind, subject_id=item.pk, disclosure="A", created_at=MONDAY,
        path=[{"role": "head"}, {"way": "nobody"}],
        facts={"deadline": "handle_request", "late": "Citra Contoh"},
    )  # fmt: skip
    return item


def test_a_coordinators_morning(cast, morning, opened, complaints, language, tmp_path):
    User.objects.update(language=language)
    citra = opened(cast.citra)
    visit(citra, "/unroutable/")
    follow(citra.locator("main a.button").first)
    citra.locator('input[name="reason"]').fill("Sudah disampaikan langsung (contoh)")
    press(citra)

    visit(citra, "/requests/")
    picture(citra, "requests")
    citra.locator('input[name="practitioner"]').first.check()
    press(citra)
    expect(citra).to_have_url(citra.url.split("/requests")[0] + "/requests/")

    visit(citra, "/incidents/")
    picture(citra, "incidents")
    press(citra)
    assert not Incident.objects.open().exists()

    visit(citra, "/rosters/")
    file = xlsx_file(tmp_path / "peserta.xlsx", newcomers(5003)[5000:])
    citra.locator('input[type="file"]').set_input_files(file)
    press(citra)
    picture(citra, "roster")
    press(citra)
    expect(citra.locator("progress")).to_be_visible()
    tasks.bring_rosters()
    follow(citra.locator("main .turn a.button"))
    expect(citra.locator(".note.good")).to_be_visible()

    visit(citra, "/slips/")
    follow(citra.locator("main a.row").first)
    with citra.expect_download() as printed:
        citra.locator("main form button.button").first.click()
    assert printed.value.suggested_filename.endswith(".pdf")
    assert complaints == []
