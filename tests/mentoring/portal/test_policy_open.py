"""A coordinator moves open items to the version that counts, sees what it does, takes it back."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from mentoring.queries.policies import PROGRAMME, Place
from mentoring.services import defaults
from mentoring.services import policies as services
from tests.factories.cast import MONDAY, another_mentee
from tests.factories.relationship import relationship
from tests.mentoring.portal.test_policies import words
from workflows import policies, sweep
from workflows.models import Deadline, PolicyMove
from workflows.policy import Offset, Unit

pytestmark = pytest.mark.django_db

KEY = re.compile(r'name="act" value="([^"]+)"')


@pytest.fixture
def citra(cast, visitor):
    client = visitor(cast.citra)
    cast.citra.user.language = "en"
    cast.citra.user.save(update_fields=["language"])
    return client


def publish(cast, code="answer_offer", days=2):
    policy = replace(
        defaults.shipped_policies()[code],
        allowance=Offset(days, Unit.WORKING_DAYS),
        source_label="contoh",
    )
    place = Place(PROGRAMME, cast.programme)
    return services.publish(place, policy, by=cast.citra.user, now=MONDAY)


def address(cast, code="answer_offer"):
    return f"/deadlines/programmes/{cast.programme.uid}/{code}/open/"


def versions():
    rows = Deadline.objects.open().filter(name="answer_offer").order_by("pk")
    return [
        str(row.policy_version.policy.level)
        for row in rows.select_related("policy_version__policy")
    ]


def test_what_is_open_is_shown_moved_and_taken_back(cast, citra):
    relationship(cast, "offered")
    counting = publish(cast)
    page = citra.get(address(cast).removesuffix("open/"))
    assert "1 open item keeps an earlier version." in words(page)
    shown = words(citra.get(address(cast)))
    assert "Mentoring: Maya Contoh with Budi Contoh" in shown
    assert "Thu 11 Jun 2026, 16:00 WIB → Wed 10 Jun 2026, 16:00 WIB" in shown
    assert "Nothing would be done at once." in shown
    assert versions() == [""]

    answer = citra.post(address(cast), {"do": "move", "version": str(counting)}, follow=True)
    assert "1 item was moved." in words(answer)
    assert versions() == ["programme"]
    assert "Everything open here runs by the version that counts." in words(answer)

    [key] = KEY.findall(answer.content.decode())
    answer = citra.post(address(cast), {"do": "undo", "act": key}, follow=True)
    assert "1 item runs by its earlier version again." in words(answer)
    assert versions() == [""]
    answer = citra.post(address(cast), {"do": "undo", "act": key}, follow=True)
    assert "This was taken back already." in words(answer)


def test_what_would_be_done_at_once_is_said_before(cast, citra):
    relationship(cast, "offered", now=MONDAY - timedelta(days=3))
    sweep.ring_due(MONDAY)
    publish(cast, days=0)
    shown = words(citra.get(address(cast)))
    assert "For 1 of them something would be done at once" in shown
    assert "at once: By rule: Lapse" in shown


def test_a_move_to_a_version_that_was_overtaken_is_refused(cast, citra):
    relationship(cast, "offered")
    looked_at = publish(cast)
    publish(cast, days=1)
    answer = citra.post(address(cast), {"do": "move", "version": str(looked_at)}, follow=True)
    assert "Another version counts by now" in words(answer)
    assert versions() == [""]
    assert not PolicyMove.objects.exists()


def test_items_elsewhere_stay_where_they_are(cast, citra):
    """What the organisation sets does not move what its programme sets itself."""
    relationship(cast, "offered")
    publish(cast)
    other = policies.publish(
        replace(defaults.shipped_policies()["answer_offer"], source_label="contoh"),
        now=MONDAY, scope=f"organisation:{cast.organisation.uid}",
    )  # fmt: skip
    above = f"/deadlines/organisations/{cast.organisation.uid}/answer_offer/open/"
    citra.post(above, {"do": "move", "version": str(other)})
    assert versions() == [""]


def test_whoever_has_not_sent_a_request_is_not_named(cast, citra):
    relationship(cast, "draft", mentee=another_mentee(cast, "Dian Contoh"))
    publish(cast, "draft_unsent", 20)
    shown = words(citra.get(address(cast, "draft_unsent")))
    assert "something not sent yet" in shown
    assert "Dian" not in shown


@pytest.mark.parametrize("given", [{}, {"do": "undo"}, {"do": "undo", "act": "x"}, {"do": "move"}])
def test_nothing_happens_on_a_body_that_says_nothing(cast, citra, given):
    relationship(cast, "offered")
    publish(cast)
    assert citra.post(address(cast), given).status_code == 302
    assert versions() == [""]
