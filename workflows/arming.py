"""What a change does to the clocks of its subject: which close, which are armed, whose they are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows import policies
from workflows.calendars import working_time
from workflows.change import Rearrangement
from workflows.fresh import fresh_row, refer
from workflows.machine import DeadlineSpec, Machine, Party, party
from workflows.models import Deadline, EscalationPolicyVersion
from workflows.pauses import Standstills, of_person
from workflows.policy import Misfire
from workflows.schedule import Plan, plan

REPOINTED = ("responsible_id", "calendar_id", "due_at", "next_due_at", "epoch")


@dataclass(frozen=True, slots=True)
class Passage:
    """A change of state as the clocks see it; `automatic` when the system made it."""

    name: str
    before: str
    after: str
    automatic: bool


def plan_of(row: Deadline) -> Plan:
    """The times of a deadline: from policy version, anchor, calendar, extensions and pauses.

    Lay the pauses of many deadlines first (`Standstills.lay`); else they are read for this one.
    """
    if row.standstills is None:
        Standstills().lay([row])
    return plan(
        row.policy_version.value,
        anchor=row.anchor_at,
        working=working_time(row.calendar),
        paused=row.standstills or (),
        extended=row.extended,
        quiet=row.quiet,
    )


def rearrange(
    subject: Machine,
    passage: Passage,
    open_rows: Sequence[Deadline],
    now: datetime,
    book: policies.Book,
    standstills: Standstills,
) -> Rearrangement:
    """Close, arm and re-point the deadlines of a subject for one change; nothing is written."""
    specs = {spec.name: spec for spec in subject.deadlines}
    closed = [
        (row, _outcome(specs[row.name], passage, row, now))
        for row in open_rows
        if _ends(specs[row.name], subject, passage, row)
    ]
    gone = {row.name for row, _ in closed}
    kept = {row.name for row in open_rows} - gone
    wanted = [spec for spec in subject.deadlines if _arms(spec, passage, kept, gone)]
    return Rearrangement(
        tuple(closed),
        tuple(arm(subject, wanted, now, book, standstills)),
        tuple(_repointed(subject, specs, [r for r in open_rows if r.name in kept], standstills)),
    )


def expected(subject: Machine, passage: Passage) -> Iterator[str]:
    """Whose pauses will most likely count for the deadlines of this passage."""
    yield from subject.policy_scopes()[:1]
    for spec in subject.deadlines:
        if passage.after in spec.states and _calls_for(spec, passage):
            awaited = subject.awaited(spec.awaits)
            if len(awaited) == 1:
                yield of_person(awaited[0].pk)


def _calls_for(spec: DeadlineSpec, passage: Passage) -> bool:
    return spec.armed_by is None or passage.name in spec.armed_by | spec.renewed_by


def arm(
    subject: Machine,
    specs: Sequence[DeadlineSpec],
    now: datetime,
    book: policies.Book,
    standstills: Standstills,
) -> Iterable[Deadline]:
    """Unsaved deadlines for these declarations, anchored and planned."""
    if not specs:
        return []
    codes = {spec.name: spec.policy_code(subject) for spec in specs}
    scopes = subject.policy_scopes()
    versions = book.current(set(codes.values()), scopes)
    scope = next(iter(scopes), "")
    rows = [_unplanned(subject, scope, spec, versions[codes[spec.name]], now) for spec in specs]
    standstills.lay(rows)
    return [_planned(row, now) for row in rows]


def first_step(times: Plan, version: EscalationPolicyVersion, now: datetime) -> int:
    """How many leading rings lie in the past and are marked to be skipped then."""
    steps = version.value.steps
    count = 0
    for ring in times.rings:
        if ring.at > now or steps[ring.step - 1].misfire is not Misfire.SKIP_IF_PAST:
            break
        count += 1
    return count


def next_ring_at(times: Plan, step: int) -> datetime | None:
    return times.rings[step].at if step < len(times.rings) else None


def _unplanned(
    subject: Machine,
    scope: str,
    spec: DeadlineSpec,
    version: EscalationPolicyVersion,
    now: datetime,
) -> Deadline:
    row = fresh_row(
        Deadline,
        subject_kind=subject.kind,
        subject_id=subject.pk,
        name=spec.name,
        scope=scope,
        policy_version=version,
        opened_at=now,
        anchor_at=spec.anchor_at(subject, now),
    )
    _point(row, spec.awaits, party(subject, spec.awaits))
    return row


def _planned(row: Deadline, now: datetime) -> Deadline:
    times = plan_of(row)
    row.due_at = times.due_at
    row.step = first_step(times, row.policy_version, now)
    row.next_due_at = next_ring_at(times, row.step)
    return row


def _point(row: Deadline, role: str, who: Party) -> None:
    row.role = role
    refer(row, "responsible", who.single)
    refer(row, "calendar", who.calendar)


def _ends(spec: DeadlineSpec, subject: Machine, passage: Passage, row: Deadline) -> bool:
    if passage.after not in spec.states or passage.name in spec.answered_by | spec.renewed_by:
        return True
    if spec.armed_by is not None and passage.name in spec.armed_by:
        return True
    return spec.anchor != "entry" and spec.anchor_at(subject, row.opened_at) != row.anchor_at


def _arms(spec: DeadlineSpec, passage: Passage, kept: set[str], gone: set[str]) -> bool:
    if passage.after not in spec.states or spec.name in kept:
        return False
    entered = passage.before not in spec.states
    begun = entered if spec.armed_by is None else passage.name in spec.armed_by
    anchor_moved = spec.name in gone and passage.name not in spec.answered_by
    return begun or anchor_moved or passage.name in spec.renewed_by


def _outcome(spec: DeadlineSpec, passage: Passage, row: Deadline, now: datetime) -> str:
    if not spec.duty:
        return Deadline.Outcome.VOID
    doing = spec.answered_by | spec.renewed_by | spec.met_on_leaving
    if passage.name in doing and not passage.automatic:
        return Deadline.Outcome.MET if now <= row.due_at else Deadline.Outcome.MISSED
    if passage.automatic and now > row.due_at:
        return Deadline.Outcome.MISSED
    return Deadline.Outcome.VOID


def _repointed(
    subject: Machine,
    specs: dict[str, DeadlineSpec],
    rows: Sequence[Deadline],
    standstills: Standstills,
) -> Iterable[Deadline]:
    """Rows whose role now means somebody else; one that was handed over stays where it is."""
    return [
        row
        for row in rows
        if row.role == specs[row.name].awaits
        and repoint(row, party(subject, row.role), standstills)
    ]


def repoint(row: Deadline, who: Party, standstills: Standstills) -> bool:
    """Give an open deadline to the party its role means now; False if that is who has it.

    It is planned again by that party's calendar. What has rung stays rung and what is due still
    rings; the epoch grows, so those are new occurrences.
    """
    single = who.single.pk if who.single is not None else None
    if (single, who.calendar.pk) == (row.responsible_id, row.calendar_id):
        return False
    _point(row, row.role, who)
    standstills.lay([row])
    times = plan_of(row)
    row.due_at = times.due_at
    row.next_due_at = next_ring_at(times, row.step)
    row.epoch += 1
    return True
