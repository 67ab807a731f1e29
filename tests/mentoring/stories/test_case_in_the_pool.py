"""A case sent straight to the counsellors, its whole life: nobody of HR learns that there is one.

Dewi coordinates counselling and stands on the roster, Hadi is the head of service.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import Min

from mentoring.models import Absence, Appointment, CounsellingCase
from mentoring.rules import office_day
from mentoring.services import case_lines
from mentoring.vocabulary import AppointedRole
from notifications.models import Delivery, Notice
from tests.factories import person as people
from tests.factories.cast import cast
from tests.factories.counselling import IN_SERVICE, WAYS, case, moved, service
from tests.moments import at
from workflows.models import Deadline
from workflows.sweep import ring_due

pytestmark = pytest.mark.django_db
EVE = at("2026-03-17 15:00")
TODAY = office_day(EVE)
OFFICES = ("intake", "on_duty", "counselling_coordinator", "counselling_deputy", "head")


@pytest.fixture
def crew(db):
    return cast()


@pytest.fixture
def served(crew):
    """Lestari does what a coordinator would."""
    service_ = service(crew, now=EVE)
    return replace(service_, dewi=service_.lestari)


@pytest.fixture
def dewi(served):
    return served.office.person


def in_pool(crew, served, state="requested", **request):
    return case(crew, served, state, now=EVE, route="pool", **request)


def ring_until(moment):
    """Each ring at its own time; what waits to be mailed is there as a copy."""
    while (due := Deadline.objects.open().aggregate(at=Min("next_due_at"))["at"]) and due <= moment:
        assert ring_due(due), f"stuck at {due}"


def test_whatever_is_late_is_told_among_those_who_see_it(crew, served, dewi):
    level = {each: [("triage", "coordinator", {"level": each})] for each in "ABCD"}
    raised = [*IN_SERVICE, ("change_level", "counsellor", {"level": "A"})]
    for number, moves in enumerate([*WAYS.values(), *level.values(), raised]):
        client = people.person(f"Klien{number} Contoh", unit=crew.maya.unit)
        moved(in_pool(crew, served, client=client), served, moves, now=EVE)
    ring_until(EVE + timedelta(days=75))
    told = Notice.objects.filter(subject_kind=CounsellingCase.kind)
    clients = {made.client.user_id for made in CounsellingCase.objects.all()}
    counsellors = {served.lestari.user_id, served.putu.user_id}
    heard = set(told.values_list("recipient", flat=True))
    assert counsellors < heard <= clients | counsellors
    for person in (dewi, crew.hadi):
        assert not Notice.objects.filter(recipient=person.user).exists()
        assert not Delivery.objects.filter(notice__recipient=person.user).exists()
    held = CounsellingCase.objects.filter(counsellor=served.lestari)
    later = told.filter(created_at__gt=EVE, subject_id__in=held.values("pk"))
    assert not later.filter(recipient=served.putu.user).exists()
    unread = CounsellingCase.objects.filter(state="requested")
    late = told.filter(created_at__gt=EVE + timedelta(days=1))
    overdue = late.filter(subject_id__in=unread.values("pk"))
    assert set(overdue.values_list("recipient", flat=True)) == counsellors
    for row in Deadline.objects.open().filter(subject_kind=CounsellingCase.kind):
        made = CounsellingCase.objects.get(pk=row.subject_id)
        made.as_of = EVE
        assert made.people_in(row.role), row.name


def test_while_all_are_away_it_stays_theirs(crew, served):
    made = in_pool(crew, served)
    pool = {served.lestari, served.putu}
    for person in pool:
        Absence.objects.create(person=person, starts_on=TODAY, ends_on=TODAY)
    made.as_of = EVE
    assert [set(made.people_in(role)) for role in OFFICES] == [pool] * len(OFFICES)


@pytest.mark.parametrize("kept", [True, False], ids=["kept out", "not kept out"])
def test_where_nobody_counsels_any_more(crew, served, dewi, kept):
    """The client is awaited; the coordinator only if the client has not kept them out."""
    made = in_pool(crew, served, keep_out=[dewi] if kept else [])
    Appointment.objects.filter(role=AppointedRole.COUNSELLOR).update(valid_to=TODAY)
    tomorrow = EVE + timedelta(days=1)
    made.as_of = tomorrow
    assert [made.people_in(role) for role in OFFICES] == [[crew.maya]] * len(OFFICES)
    case_lines.follow(tomorrow)
    made = CounsellingCase.objects.get()
    made.as_of = tomorrow
    awaited = [crew.maya] if kept else [dewi]
    assert (made.route, made.people_in("intake")) == ("pool" if kept else "coordinator", awaited)
    row = Deadline.objects.open().get(name="triage_case")
    assert kept or row.responsible == dewi.user
