"""A coordinator lets deadlines stand still, of one matter or a programme, and lets them go on."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.cast import another_mentee
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import now as clock
from workflows import replanning
from workflows.models import Calendar, Deadline, Pause

pytestmark = pytest.mark.django_db

DAYS = {"first": "2026-06-09", "last": "2026-06-10", "reason": "office_closed"}


def due(pair):
    return Deadline.objects.open().get(subject_kind="relationship", subject_id=pair.pk).due_at


@pytest.fixture
def moment(monkeypatch):
    """Sets the database's clock."""
    return lambda at: monkeypatch.setattr(clock, "database_time", lambda: at)


@pytest.fixture
def pair(cast):
    return relationship(cast, "offered")  # due on Thursday 11 June at 16:00


def of_programme(pair):
    return reverse("portal:programme_pauses", args=[pair.programme.uid])


def of_pair(pair):
    return reverse("portal:relationship_pauses", args=[pair.uid])


def test_a_matter_stands_still_and_says_so(cast, visitor, pair, moment):
    citra = visitor(cast.citra)
    for _ in range(2):
        answer = citra.post(of_pair(pair), DAYS, follow=True)
    assert Pause.objects.count() == 1
    assert "1 tenggat bergeser." in answer.content.decode()
    assert due(pair) == at("2026-06-15 16:00")
    moment(at("2026-06-09 09:00"))
    page = visitor(cast.maya).get(reverse("portal:relationship", args=[pair.uid]))
    shown = page.content.decode()
    assert "Tenggat berhenti berjalan sampai Kam 11 Jun 2026, 00.00 WIB" in shown
    assert "Dihitung menurut: Lima hari kerja, WIB" in shown
    assert "berhenti Sel 9 Jun 2026, 00.00 WIB sampai Kam 11 Jun 2026, 00.00 WIB" in shown
    moment(at("2026-06-11 09:00"))
    page = visitor(cast.maya).get(reverse("portal:relationship", args=[pair.uid]))
    assert "berhenti Sel 9 Jun 2026" not in page.content.decode()


def test_a_programme_stands_still_with_all_that_is_open_in_it(cast, visitor, pair):
    other = relationship(cast, "requested", mentee=another_mentee(cast, "Lain Contoh"))
    before = due(other)
    visitor(cast.citra).post(of_programme(pair), DAYS)
    assert due(pair) == at("2026-06-15 16:00")
    assert due(other) > before
    assert not list(replanning.differences())


def test_a_pause_can_end_early(cast, visitor, pair, moment):
    citra = visitor(cast.citra)
    citra.post(of_pair(pair), DAYS)
    moment(at("2026-06-10 00:00"))
    answer = citra.post(of_pair(pair), {"end": Pause.objects.get().uid}, follow=True)
    assert due(pair) == at("2026-06-12 16:30")
    assert "Tenggat berjalan lagi mulai sekarang." in answer.content.decode()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"first": "2026-06-05"}, "Hari itu sudah lewat"),
        ({"last": "2026-06-08"}, "mendahului"),
        ({"last": "2027-06-30"}, "paling lama satu tahun"),
        ({"reason": "weather"}, "weather"),
        ({"first": "soon"}, "tanggal"),
        ({"end": "nonsense"}, ""),
    ],
)
def test_days_that_cannot_be_meant_are_refused(cast, visitor, pair, days, said):
    answer = visitor(cast.citra).post(of_pair(pair), {**DAYS, **days})
    assert answer.status_code == (302 if "end" in days else 422)
    assert said in answer.content.decode()
    assert not Pause.objects.exists()


def test_a_pause_beyond_the_calendar_is_refused(cast, visitor, pair):
    Calendar.objects.update(covers_to=date(2026, 6, 30), digest="short")
    answer = visitor(cast.citra).post(of_pair(pair), {**DAYS, "last": "2026-06-29"})
    assert answer.status_code == 422
    assert not Pause.objects.exists()


def test_nobody_but_the_coordinator_lets_them_stand_still(cast, visitor, pair):
    for person in (cast.maya, cast.budi.person, cast.sari, cast.eko):
        for address in (of_pair(pair), of_programme(pair)):
            assert visitor(person).get(address).status_code == 404
            assert visitor(person).post(address, DAYS).status_code == 404
    assert not Pause.objects.exists()


def test_somebody_elses_pause_cannot_be_ended_from_here(cast, visitor, pair):
    other = relationship(cast, "requested", mentee=another_mentee(cast, "Lain Contoh"))
    citra = visitor(cast.citra)
    citra.post(of_pair(other), DAYS)
    citra.post(of_pair(pair), {"end": Pause.objects.get().uid})
    assert Pause.objects.get().ends_at == at("2026-06-11 00:00")
