"""Who came to be over or under a client after they asked: kept out of their cases from then on.
Counsellors who are not appointed any more, or whose account is closed, leave theirs as well.

Kept out a day ahead, since a line, a post or an appointment begins when its day does. Whoever was
kept out once stays so: what they were to the client is not undone by another post.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from mentoring import rules
from mentoring.machines.case_states import HELD, UNENDED, CaseState
from mentoring.models import (
    Appointment,
    Assignment,
    CounsellingCase,
    CounsellingOffice,
    KeptOut,
    Person,
    ReportingLine,
)
from mentoring.models.superiors import all_over
from mentoring.vocabulary import AppointedRole
from workflows import engine, turns
from workflows.actors import SystemProcess
from workflows.models import Deadline

LINES = SystemProcess("case lines")
STAFF = (AppointedRole.COUNSELLING_COORDINATOR, AppointedRole.COUNSELLOR, AppointedRole.HEAD)
CLIENTS = 500
DAY = timedelta(days=1)
IN_HAND = (*HELD, CaseState.HANDING_OVER)

Pair = tuple[int, int]


def staff(office: CounsellingOffice, now: datetime) -> Sequence[Appointment]:
    """Whoever could come to have to do with a case of this office, each with their person."""
    rows = Appointment.objects.filter(organisation=office.organisation_id, role__in=STAFF)
    return list(
        rows.at(rules.office_day(now))
        .select_related("person__user", "person__unit__calendar")
        .order_by("person__name", "pk")
    )


def people_of(office: CounsellingOffice, now: datetime) -> dict[int, Person]:
    people = {row.person_id: row.person for row in staff(office, now)}
    return people | {person.pk: person for person in (office.person, office.deputy)}


def in_line(clients: Collection[Person], people: Collection[int], now: datetime) -> set[Pair]:
    """(client, person) for those of the people who are over or under a client at any level."""
    ours = {client.pk for client in clients}
    pairs = all_over({*ours, *people}, rules.office_day(now))
    found = {pair for pair in pairs if pair[0] in ours and pair[1] in people}
    return found | {(over, under) for under, over in pairs if over in ours and under in people}


def follow(now: datetime) -> int:
    """Keep out whoever has come into a client's line; how many cases that touched."""
    offices = CounsellingOffice.objects.select_related("person", "deputy").order_by("pk")
    return sum(_followed(office, now) for office in offices)


@dataclass(slots=True)
class Watch:
    """Follows when a day, a line, a post or an appointment has begun since it last looked."""

    seen: tuple[date, int, int, int] | None = None

    def look(self, now: datetime) -> int:
        line, post, office = (
            model._base_manager.aggregate(last=Max("pk"))["last"] or 0
            for model in (ReportingLine, Assignment, Appointment)
        )
        stands = (rules.office_day(now), line, post, office)
        if stands == self.seen:
            return 0
        done = follow(now)
        self.seen = stands
        return done


@transaction.atomic
def _followed(office: CounsellingOffice, now: datetime) -> int:
    cases = CounsellingCase.objects.filter(organisation=office.organisation_id)
    clients = Person.objects.filter(pk__in=cases.values("client"))
    moments = (now, now + DAY)
    people = {pk for moment in moments for pk in people_of(office, moment)}
    asked = list(clients.order_by("pk"))
    pairs = {
        pair
        for first in range(0, len(asked), CLIENTS)
        for moment in moments
        for pair in in_line(asked[first : first + CLIENTS], people, moment)
    }
    found = _not_yet(cases, pairs)
    KeptOut.objects.bulk_create(found, ignore_conflicts=True)
    touched = {row.case_id for row in found}
    settle(cases, touched, now)
    return len(touched)


def settle(cases: QuerySet[CounsellingCase], touched: Collection[int], now: datetime) -> None:
    """What follows where somebody is kept out by now or has left, in the caller's transaction."""
    kept = cases.filter(kept_out__person=F("counsellor")).values("pk")
    hit = cases.filter(Q(pk__in=kept) | _has_left(now), state__in=IN_HAND)
    for case in hit.select_related(*CounsellingCase.related).order_by("pk"):
        engine.perform(case, "lose_counsellor", by=LINES, now=now)
    open_ones = cases.filter(state__in=(*UNENDED, CaseState.EMERGENCY))
    for case in open_ones.select_related(*CounsellingCase.related).order_by("pk"):
        case.as_of = now
        if case.is_left_without_office():
            engine.perform(case, "send_elsewhere", by=LINES, now=now)
    owed = Deadline.objects.filter(subject_kind=CounsellingCase.kind, subject_id__in=touched)
    turns.follow(owed, now=now)


def _has_left(now: datetime) -> Q:
    """That the counsellor serves no more: not appointed any longer, or with a closed account."""
    serving = Appointment.objects.at(rules.office_day(now)).filter(
        organisation=OuterRef("organisation"),
        person=OuterRef("counsellor"),
        role=AppointedRole.COUNSELLOR,
        person__user__is_active=True,
    )
    return Q(~Exists(serving), counsellor__isnull=False)


def _not_yet(cases: QuerySet[CounsellingCase], pairs: Collection[Pair]) -> list[KeptOut]:
    over: dict[int, set[int]] = defaultdict(set)
    for client, person in pairs:
        over[client].add(person)
    rows = cases.filter(client__in=over).order_by("pk").values_list("pk", "client")
    held = set(KeptOut.objects.filter(case__in=cases).values_list("case", "person"))
    return [
        KeptOut(case_id=pk, person_id=person, named=False)
        for pk, client in rows
        for person in sorted(over[client])
        if (pk, person) not in held
    ]
