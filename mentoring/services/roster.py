"""Bringing a roster into a programme: first decided as a whole, then written person by person.

Each person is written in one transaction together with the enrolment and with what tells them of
it, a mail or a slip. A run that was cut short can simply be started again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from mentoring.models import Person, Programme, RosterImport, RosterRow, Unit
from mentoring.services import enrolment, people
from mentoring.services.roster_file import Sheet
from mentoring.services.roster_places import Places
from mentoring.services.roster_problems import Problem
from mentoring.services.roster_rows import columns_of, judge
from mentoring.services.roster_verdicts import Deciding, Decision, Verdict


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """What importing a sheet will do; nothing is written yet. Columns are fields by number."""

    programme: Programme
    sheet: Sheet
    columns: Mapping[int, str]
    places: Places
    decisions: tuple[Decision, ...]
    today: date

    @property
    def written(self) -> list[Decision]:
        return [decision for decision in self.decisions if decision.is_written]


def plan(sheet: Sheet, *, programme: Programme, today: date) -> RosterPlan:
    """Decide every row; raises UnreadableRoster for a header that cannot be understood."""
    columns = columns_of(sheet.header)
    judged = [judge(row, columns, today=today) for row in sheet.rows]
    places = Places(programme, today)
    deciding = Deciding(programme, judged, places=places, today=today)
    return RosterPlan(programme, sheet, columns, places, tuple(deciding.decisions()), today)


def bring(plan: RosterPlan, *, by: User | None, now: datetime) -> Iterator[Decision]:
    """Write a plan; yields each written row's decision, rejected if somebody else came first."""
    bringing = _Bringing(plan, by=by, now=now)
    lost: dict[int, Decision] = {}
    for decision in plan.written:
        outcome = bringing.write(decision)
        if not outcome.is_written:
            lost[outcome.number] = outcome
        yield outcome
    for decision in plan.written:
        if decision.superior and decision.number not in lost:
            bringing.assign_superior(decision)
    bringing.finish([lost.get(decision.number, decision) for decision in plan.decisions])


class _Bringing:
    """One run over a plan, on the import row of its file."""

    def __init__(self, plan: RosterPlan, *, by: User | None, now: datetime) -> None:
        self.plan, self.now = plan, now
        self.roster_import, _created = RosterImport.objects.get_or_create(
            programme=plan.programme,
            digest=plan.sheet.digest,
            defaults={"started_at": now, "by": by},
        )
        self.rows = self._recorded()
        self.people: dict[int, Person] = {}

    def _recorded(self) -> dict[int, RosterRow]:
        return {row.number: row for row in self.roster_import.rows.all()}

    def write(self, decision: Decision) -> Decision:
        try:
            unit = self.plan.places.settle(decision.place) if decision.place else None
            with transaction.atomic():
                enrolment.take_turns(self.plan.programme)
                person = self._person(decision, unit)
                self._enrol(person, decision)
                self._record(decision, person)
        except IntegrityError:
            problem = Problem("", "changed_meanwhile")
            return replace(decision, verdict=Verdict.REJECTED, problems=(problem,))
        self.people[decision.number] = person
        return decision

    def _person(self, decision: Decision, unit: Unit | None) -> Person:
        fields = dict(decision.fields)
        if unit:
            fields["unit"] = unit
        if decision.person:
            if not fields:
                return decision.person
            return people.amend(decision.person, now=self.now, **fields)
        if unit is None:
            raise LookupError(f"row {decision.number} has no unit")
        fields.setdefault("zone", unit.organisation.zone)
        return people.register(organisation=unit.organisation, **fields)

    def _enrol(self, person: Person, decision: Decision) -> None:
        programme, role = self.plan.programme, decision.entry.role
        enrolment.enrol(person, programme, role=role, now=self.now)
        if decision.person and "email" in decision.fields:
            enrolment.tell_by_mail(person, programme, role=role, now=self.now)

    def assign_superior(self, decision: Decision) -> None:
        superior = Person.objects.filter(nip=decision.superior).first()
        if superior:
            people.assign_superior(self.people[decision.number], superior, day=self.plan.today)

    def finish(self, decisions: Iterable[Decision]) -> None:
        with transaction.atomic():
            enrolment.take_turns(self.plan.programme)
            self.rows = self._recorded()
            for decision in decisions:
                if not decision.is_written:
                    self._record(decision, decision.person)
            if self.roster_import.finished_at is None:
                self.roster_import.finished_at = self.now
                self.roster_import.save(update_fields=["finished_at"])

    def _record(self, decision: Decision, person: Person | None) -> None:
        """Keep the verdict of the run that took the row; a rejection gives way to a newer one."""
        facts = [problem.facts() for problem in decision.problems]
        row = self.rows.get(decision.number) or RosterRow(
            roster_import=self.roster_import, number=decision.number
        )
        taken = row.pk and row.verdict in {Verdict.NEW, Verdict.CHANGED}
        if taken or (row.verdict, row.problems) == (decision.verdict, facts):
            return
        row.verdict, row.person, row.problems = decision.verdict, person, facts
        row.save()
        self.rows[decision.number] = row
