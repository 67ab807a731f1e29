"""Slips on paper: one page for each unit, each slip offered once, never a whole NIP."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from mentoring.models import Slip
from mentoring.services import enrolment, slips
from tests.factories import organisation as organisations
from tests.factories import person as people
from tests.factories.programme import programme as make_programme

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 17, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 18, 3, 0, tzinfo=UTC)


@pytest.fixture
def programme():
    programme = make_programme()
    for name, office in (("Maya <i>Contoh", "Dinas A"), ("Budi Contoh", "Dinas B")):
        person = people.person(
            name,
            unit=organisations.unit(office),
            email="",
            nip=f"19900101201505100{len(office + name) % 9 + 1}",
        )
        enrolment.enrol(person, programme, role="mentee", now=NOW)
    return programme


def test_a_slip_says_who_what_and_how_to_sign_in(programme):
    with translation.override("en"):
        page = slips.print_slips(programme, now=NOW)

    assert page.count("<section>") == page.count("<article>") == 2
    assert "Maya &lt;i&gt;Contoh" in page
    assert "NIP 1990********100" in page
    assert "19900101" not in page
    assert "Mentoring Contoh 2026" in page
    assert Slip.objects.first().person.user.username in page
    assert page.index("Dinas A") < page.index("Dinas B")


def test_a_slip_is_offered_once_and_again_on_request(programme):
    slips.print_slips(programme, now=NOW)

    assert "<article>" not in slips.print_slips(programme, now=LATER)
    assert slips.print_slips(programme, now=LATER, again=True).count("<article>") == 2
    assert set(Slip.objects.values_list("printed_at", flat=True)) == {NOW}
