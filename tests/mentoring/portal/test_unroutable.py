"""Escalations that reached nobody: listed while they are owed, closed with a reason."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from mentoring.models import ReportingLine
from mentoring.notices.path import Way
from mentoring.portal.presenters.whys import WAYS
from mentoring.services import house_styles
from notifications.models import Incident, Notice
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.relationship import relationship
from workflows.models import Deadline
from workflows.sweep import ring_due

pytestmark = pytest.mark.django_db

ADDRESS = "/unroutable/"


@pytest.fixture
def lost(cast, monkeypatch):
    """Budi's first session is overdue, and he has no superior: Citra is alarmed."""
    ReportingLine.objects.all().delete()
    return overdue(cast)


def text_of(content):
    [page] = PdfReader(io.BytesIO(content)).pages
    return page.extract_text()


def overdue(cast):
    item = relationship(cast, "active", now=MONDAY - timedelta(days=60))
    for hours in range(0, 60 * 24, 12):
        while ring_due(MONDAY - timedelta(days=60) + timedelta(hours=hours)):
            pass
        if Notice.objects.filter(kind="escalation.unroutable").exists():
            break
    return item


def test_an_alarm_of_the_sweep_is_listed_with_the_search_that_failed(cast, visitor, lost):
    shown = visitor(cast.citra).get(ADDRESS).content.decode()
    assert f"/relationships/{lost.uid}/" in shown
    assert "tidak ada yang tercatat" in shown
    assert "Catat siapa atasan langsungnya" in shown


def test_it_is_closed_with_a_reason_once(cast, visitor, lost):
    notice = Notice.objects.filter(kind="escalation.unroutable").latest("created_at", "pk")
    citra = visitor(cast.citra)
    address = f"/unroutable/{notice.pk}/"
    assert citra.get(address).status_code == 200
    assert citra.post(address, {"reason": " "}).status_code == 422
    assert not Incident.objects.filter(kind="unroutable").exists()
    for _twice in range(2):
        assert citra.post(address, {"reason": "sudah bicara"}).status_code == 302
    incident = Incident.objects.get(kind="unroutable")
    assert (incident.closed_by, incident.resolution_reason) == (cast.citra.user, "sudah bicara")
    assert f"/relationships/{lost.uid}/" not in citra.get(ADDRESS).content.decode()


def test_above_the_limit_there_is_a_letter_to_hand_over(cast, visitor):
    cast.sari.level = "pyb"
    cast.sari.save(update_fields=["level"])
    overdue(cast)
    notice = Notice.objects.filter(kind="escalation.unroutable").latest("created_at", "pk")
    citra = visitor(cast.citra)
    page = citra.get(f"/unroutable/{notice.pk}/").content.decode()
    assert f"/unroutable/{notice.pk}/letter.pdf" in page
    shipped = text_of(citra.get(f"/unroutable/{notice.pk}/letter.pdf").content)
    assert shipped.startswith(str(cast.organisation))
    head = ["Pemerintah Kabupaten Contoh", "Jalan Contoh 1"]
    house_styles.keep_letterhead(cast.organisation, head, by=cast.citra.user, now=MONDAY)
    answer = citra.get(f"/unroutable/{notice.pk}/letter.pdf")
    assert text_of(answer.content).split("\n")[:2] == head
    said = " ".join(text_of(answer.content).split())
    assert "Kepada: Sari Contoh" in said
    assert "Dari: Citra Contoh, koordinator layanan" in said
    assert "langkah Budi Contoh yang lewat tenggat" in said
    assert "Maya" not in said
    assert visitor(cast.hadi).get(f"/unroutable/{notice.pk}/letter.pdf").status_code == 404


def test_what_is_done_meanwhile_is_listed_no_more(cast, visitor, lost):
    Deadline.objects.open().update(closed_at=MONDAY, outcome="missed")
    assert f"/relationships/{lost.uid}/" not in visitor(cast.citra).get(ADDRESS).content.decode()


def test_an_alarm_nobody_could_be_given_is_listed_too(cast, visitor):
    item = relationship(cast, "active")
    Incident.objects.create(
        key="unroutable:x", kind="unroutable", reason="nobody_to_tell", opened_at=MONDAY,
        subject_kind=item.kind, subject_id=item.pk,
        facts={"path": [{"role": "superior_of_mentee"}, {"way": "away", "name": "Rina"}]},
    )  # fmt: skip
    citra = visitor(cast.citra)
    shown = citra.get(ADDRESS).content.decode()
    assert "Atasan mentee" in shown
    assert "sedang berhalangan" in shown
    row = Incident.objects.get()
    assert citra.post(f"/incidents/{row.uid}/", {"reason": "sudah bicara"}).status_code == 302
    assert not Incident.objects.open().exists()


def test_it_is_for_the_own_coordinator_alone(cast, visitor, lost):
    far = places.organisation(
        "Kota Contoh", code="kota-contoh", works_by=cast.organisation.calendar
    )
    dewi = people.person("Dewi Contoh", organisation=far)
    people.appointment(dewi)
    notice = Notice.objects.filter(kind="escalation.unroutable").latest("created_at", "pk")
    other = Notice.objects.exclude(kind="escalation.unroutable").earliest("created_at", "pk")
    assert str(lost.uid) not in visitor(dewi).get(ADDRESS).content.decode()
    assert visitor(dewi).get(f"/unroutable/{notice.pk}/").status_code == 404
    assert visitor(cast.citra).get(f"/unroutable/{other.pk}/").status_code == 404
    assert visitor(cast.maya).get(ADDRESS).status_code == 404


def test_each_hop_of_a_search_has_words():
    assert set(WAYS) == set(Way)
