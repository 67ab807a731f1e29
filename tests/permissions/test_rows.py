"""What a list shows and what an object says are one: row filter, marks and verdict never differ."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.models import Appointment, Person, Practitioner, Relationship, ReportingLine
from mentoring.permissions import RESOURCES
from mentoring.queries import access
from mentoring.rules import office_day
from tests.factories.cast import MONDAY
from tests.permissions.world import world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TODAY = office_day(MONDAY)
MET = {"agreement", "active", "paused", "closing", "closed", "followed_up"}
TOGETHER = MET - {"closed", "followed_up"}


@pytest.fixture(autouse=True)
def small():
    return world()


def test_row_filter_and_verdict_agree_for_everybody_on_everything(small):
    for name, resource in RESOURCES.items():
        every = access._all(name)
        rows = list(every.order_by("pk"))
        assert rows, f"the small world has no {name}"
        for actor, user in small.actors.items():
            marked = {
                row.pk: access.held(row, name)
                for row in access.rows_with_relations(name, user, MONDAY)
            }
            visible = set(access.rows(name, user, MONDAY).values_list("pk", flat=True))
            assert visible == set(marked), (name, actor)
            for row in rows[:6]:
                verdict = access.relations_of(name, row, user, MONDAY)
                assert verdict == marked.get(row.pk, frozenset()), (name, actor, row)
            if not user.is_authenticated:
                assert not visible
                continue
            for relation, asked in resource.seen.items():
                found = set(every.filter(asked(user, MONDAY)).values_list("pk", flat=True))
                held = {pk for pk, relations in marked.items() if relation in relations}
                assert found == held, (name, actor, relation)


PAIR_AND_OFFICES = {
    "mentee",
    "mentor",
    "coordinator",
    "superior of the mentee",
    "superior of the mentor",
}
# By hand, from the decisions on confidentiality. Tono's superior happens to be the head of service.
SEERS = {
    "own": PAIR_AND_OFFICES,
    "archived": PAIR_AND_OFFICES,
    "formerly assigned": {"another mentee", "mentor", "coordinator", "superior of the mentor"},
    "offered": {"other unit", "mentor who is asked", "coordinator"},
    "same unit": {"coordinator"},
    "other unit": {"other unit", "former mentor", "coordinator", "head of service"},
    "draft": set(),
    "other organisation": {"other organisation", "other coordinator"},
}
READERS = {
    "own": {"mentee", "mentor"},
    "archived": {"mentee", "mentor"},
    "formerly assigned": {"another mentee", "mentor"},
    "offered": {"other unit", "mentor who is asked", "coordinator"},
    "same unit": {"coordinator"},
    "other unit": {"other unit", "former mentor"},
    "draft": set(),
    "other organisation": {"other organisation"},
}


def test_who_sees_and_who_reads_each_relationship(small):
    seen = {
        name: {
            actor: access.visible_fields("relationship", row, user, MONDAY)
            for actor, user in small.actors.items()
        }
        for name, row in small.relationships.items()
    }
    assert {name: {who for who in found if found[who]} for name, found in seen.items()} == SEERS
    assert {
        name: {who for who in found if "aim" in found[who]} for name, found in seen.items()
    } == READERS


@dataclass
class Oracle:
    """The rules once more, in plain Python."""

    lines: list
    offices: list

    def relations(self, row, person):
        held = set()
        if row.mentee == person:
            held.add("mentee")
        if row.practitioner and row.practitioner.person == person:
            held.add("practitioner")
        if row.state == "offered" and row.offered_to.person == person:
            held.add("offered_practitioner")
        if any(self.serves(office, row) and office.person == person for office in self.offices):
            held |= {"coordinator"} - (
                {"coordinator"} if row.state in {"draft", "expired"} else set()
            )
            held |= (
                {"matching_coordinator"}
                if row.state in {"requested", "offered", "rematch"}
                else set()
            )
            held |= {"called_coordinator"} if row.status in {"attention", "stalled"} else set()
        if row.state in MET:
            held |= {"superior_of_mentee"} if self.over(person, row.mentee) else set()
            mentor = row.practitioner and row.practitioner.person
            held |= {"superior_of_practitioner"} if mentor and self.over(person, mentor) else set()
        return held

    def serves(self, office, row):
        scope = office.programme_id in {None, row.programme_id}
        return (
            office.role == "coordinator"
            and office.organisation_id == row.organisation_id
            and scope
            and holds(office)
        )

    def over(self, superior, person):
        return any(
            line.superior == superior and line.person == person and holds(line)
            for line in self.lines
            if line.kind == "atasan_langsung"
        )


def holds(row):
    return row.valid_from <= TODAY and (row.valid_to is None or row.valid_to >= TODAY)


NUMBERS = st.integers(min_value=0, max_value=10**6)
ENDS = st.sampled_from([None, TODAY - timedelta(1), TODAY, TODAY + timedelta(1)])
STATES = st.sampled_from(Relationship.State.values)


def test_who_sees_a_relationship_in_any_world_is_what_the_rules_say():
    people, mentors = list(Person.objects.order_by("pk")), list(Practitioner.objects.order_by("pk"))

    @settings(max_examples=10)
    @given(
        states=st.lists(
            st.tuples(STATES, NUMBERS, NUMBERS, st.sampled_from(["", "stalled"])),
            min_size=8,
            max_size=8,
        ),
        ends=st.lists(st.tuples(ENDS, NUMBERS), min_size=10, max_size=10),
    )
    def holds_in(states, ends):
        with transaction.atomic():
            shuffle(states, ends, people, mentors)
            oracle = Oracle(list(ReportingLine.objects.all()), list(Appointment.objects.all()))
            rows = list(
                Relationship.objects.select_related(
                    "mentee", "practitioner__person", "offered_to__person"
                )
            )
            for person in people:
                found = access.rows_with_relations("relationship", person.user, MONDAY)
                marked = {row.pk: set(access.held(row, "relationship")) for row in found}
                told = {row.pk: oracle.relations(row, person) for row in rows}
                assert marked == {pk: held for pk, held in told.items() if held}
            transaction.set_rollback(True)

    holds_in()


def shuffle(states, ends, people, mentors):
    """Give every relationship another state and other sides, every office and line another end."""
    for row, (state, one, two, status) in zip(
        Relationship.objects.order_by("pk"), states, strict=False
    ):
        together = state in TOGETHER
        # A mentee of their own each, so that no pair works together twice.
        Relationship.objects.filter(pk=row.pk).update(
            state=state,
            mentee=people[row.pk % len(people)],
            practitioner=mentors[one % len(mentors)] if together or one % 2 else None,
            offered_to=mentors[two % len(mentors)],
            paused_until=MONDAY,
            status=status,
        )
    dated = [*ReportingLine.objects.order_by("pk"), *Appointment.objects.order_by("pk")]
    for row, (end, _number) in zip(dated, ends, strict=False):
        type(row).objects.filter(pk=row.pk).update(
            valid_to=end, valid_from=min(TODAY, end or TODAY)
        )
