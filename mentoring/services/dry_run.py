"""A policy tried on a past period: who would have been told how often, beside who really was.

People are found by today's appointments and reporting lines. Where the one who was awaited is no
longer known from the item, both of the pair are counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model

from mentoring.models import Relationship
from mentoring.notices import audience
from mentoring.notices.audience import Ask
from mentoring.queries import open_deadlines
from mentoring.queries.directory import Directory
from mentoring.queries.policies import Clock, Place
from mentoring.rules import UNSENT
from mentoring.vocabulary import Role
from notifications.models import LISTED, Notice
from workflows.dry_run import Period, Trial, trials
from workflows.models import Deadline, Record
from workflows.policy import Action, Policy

QUARTER = timedelta(days=91)
MOST = 2000  # deadlines looked at, the newest first
BUSIEST = 8  # people shown
FULLEST = 100  # days of people shown
BOTH_SIDES = frozenset(
    {Role.UNSIGNED, Role.UNREFLECTED, Role.UNCONFIRMED, Role.INVITED, Role.PROPOSER}
)
WhoWhen = tuple[int, date]  # a user on a day of theirs
Told = Counter[WhoWhen]


@dataclass(frozen=True, slots=True)
class Tally:
    """What happened, or would have: by action, and how many deadlines ran out."""

    reminders: int
    overdue: int
    by_rule: int
    late: int


@dataclass(frozen=True, slots=True)
class Load:
    """How many notices one person got in all, and on their fullest day."""

    name: str
    would: int
    did: int
    would_at_most: int
    did_at_most: int


@dataclass(frozen=True, slots=True)
class Day:
    """What one person would have been told on one day, and how much they really were."""

    day: date
    name: str
    reminders: int
    overdue: int
    did: int

    @property
    def would(self) -> int:
        return self.reminders + self.overdue


@dataclass(frozen=True, slots=True)
class DryRun:
    """`looked_at` of `there_were` deadlines; `steps` counts the rings of each step, in order.

    `days` are the newest, and none where it is nobody's business who is awaited.
    """

    period: Period
    there_were: int
    looked_at: int
    would: Tally
    did: Tally
    steps: Sequence[int]
    people: Sequence[Load]
    days: Sequence[Day]

    @property
    def would_at_most(self) -> int:
        return max((one.would_at_most for one in self.people), default=0)

    @property
    def did_at_most(self) -> int:
        return max((one.did_at_most for one in self.people), default=0)


def last_quarter(now: datetime) -> Period:
    """The thirteen weeks before `now`."""
    return Period(now - QUARTER, now)


def dry_run(place: Place, clock: Clock, policy: Policy, period: Period) -> DryRun:
    """What a policy would have done there; nothing is written, at most MOST deadlines are read."""
    every = open_deadlines.open_in(
        open_deadlines.of_policy(place, clock), period.since, period.until
    )
    rows = list(every[:MOST])
    made = list(trials(rows, policy, period))
    telling, did = _would_be_told(made, clock, period), _really_told(rows, period)
    would, really = Counter(one.who for one in telling), Counter(one.who for one in did)
    rung = Counter(ring.step for trial in made for ring, _step in trial.rings)
    return DryRun(
        period,
        every.count() if len(rows) == MOST else len(rows),
        len(rows),
        _tally_of(made, period),
        _tally(rows, clock, did, period),
        [rung[number] for number in range(1, len(policy.steps) + 1)],
        _loads(would, really),
        () if is_unsent(clock) else _days(telling, really),
    )


def is_unsent(clock: Clock) -> bool:
    """Who has begun a request and not sent it is nobody else's business."""
    return clock.machine is Relationship and set(clock.spec.states) <= set(UNSENT)


def _tally_of(made: Sequence[Trial], period: Period) -> Tally:
    acted = Counter(step.action for trial in made for _ring, step in trial.rings)
    late = sum(trial.is_late(period) for trial in made)
    overdue = acted[Action.ESCALATE] + acted[Action.HAND_OVER]
    return Tally(acted[Action.REMIND], overdue, acted[Action.TRANSITION], late)


@dataclass(frozen=True, slots=True)
class _Notice:
    who: WhoWhen
    cause: str
    reminder: bool


def _really_told(rows: Sequence[Deadline], period: Period) -> list[_Notice]:
    """What the rings of these deadlines said; a ring told to two people is two notices."""
    zones = {str(row.uid): ZoneInfo(row.calendar.zone) for row in rows}
    if not rows:
        return []
    told = Notice.objects.filter(
        subject_kind=rows[0].subject_kind,
        subject_id__in={row.subject_id for row in rows},
        cause__startswith="deadline:",
        not_sent__in=["", LISTED],
        created_at__gte=period.since,
        created_at__lt=period.until,
    )
    found = []
    for cause, user, kind, at in told.order_by("created_at", "pk").values_list(
        "cause", "recipient", "kind", "created_at"
    ):
        zone = zones.get(cause.split(":")[1])
        if zone is not None:
            day = at.astimezone(zone).date()
            found.append(_Notice((user, day), cause, kind.startswith("reminder.")))
    return found


def _tally(
    rows: Sequence[Deadline], clock: Clock, told: Iterable[_Notice], period: Period
) -> Tally:
    rings = {(one.cause, one.reminder) for one in told}
    late = sum(
        row.due_at in period and row.due_at < (row.closed_at or period.until) for row in rows
    )
    reminders = sum(reminder for _cause, reminder in rings)
    return Tally(reminders, len(rings) - reminders, _by_rule(rows, clock, period), late)


def _by_rule(rows: Sequence[Deadline], clock: Clock, period: Period) -> int:
    named = {step.transition for row in rows for step in row.policy_version.value.steps} - {""}
    closed = {(row.subject_id, row.closed_at) for row in rows if row.closed_at}
    records = Record.objects.filter(
        subject_kind=clock.machine.kind,
        subject_id__in={row.subject_id for row in rows},
        transition__in=named,
        actor=None,
        at__gte=period.since,
        at__lt=period.until,
    )
    return len(closed & set(records.order_by("pk").values_list("subject_id", "at")))


def _would_be_told(made: Sequence[Trial], clock: Clock, period: Period) -> list[_Notice]:
    subjects = open_deadlines.subjects((one.row for one in made), clock.machine)
    asks = {
        (one.row.pk, role): Ask(subjects[one.row.subject_id], role, _barred(one, step.action))
        for one in made
        for _ring, step in one.rings
        for role in step.audience
        if not _is_known(one.row, role)
    }
    answers = audience.resolve_all(list(asks.values()), Directory(period.until)) if asks else []
    found = {
        key: _users(ask, answer) for (key, ask), answer in zip(asks.items(), answers, strict=True)
    }
    return [
        _Notice(
            (user, ring.at.astimezone(ZoneInfo(one.row.calendar.zone)).date()),
            "",
            step.action is Action.REMIND,
        )
        for one in made
        for ring, step in one.rings
        for user in _of_step(one.row, step.audience, found)
    ]


def _of_step(
    row: Deadline, roles: Sequence[str], found: Mapping[tuple[int, str], frozenset[int]]
) -> frozenset[int]:
    """Each person once, in however many of the roles they are."""
    return frozenset(user for role in roles for user in _in_role(row, role, found))


def _in_role(
    row: Deadline, role: str, found: Mapping[tuple[int, str], frozenset[int]]
) -> Iterable[int]:
    if _is_known(row, role) and row.responsible_id is not None:
        return (row.responsible_id,)
    return found.get((row.pk, role), frozenset())


def _is_known(row: Deadline, role: str) -> bool:
    return role == row.role and row.responsible_id is not None


def _barred(trial: Trial, action: Action) -> frozenset[int]:
    """Nobody is told of their own lateness as if it were another's."""
    late = trial.row.responsible_id
    return frozenset({late}) if late is not None and action is Action.ESCALATE else frozenset()


def _users(ask: Ask, answer: audience.Answer) -> frozenset[int]:
    found = frozenset(one.person.user_id for one in answer.found)
    if found or ask.role not in BOTH_SIDES:
        return found
    sides = [
        person
        for side in (Role.MENTEE, Role.PRACTITIONER)
        for person in ask.subject.people_in(side)
    ]
    return frozenset(person.user_id for person in sides)


def _loads(would: Told, did: Told) -> Sequence[Load]:
    """The fullest days first."""
    hers, really = _by_person(would), _by_person(did)
    loads = {user: _load(hers[user], really[user]) for user in {*hers, *really}}
    busiest = sorted(loads, key=lambda user: (-loads[user].would_at_most, -loads[user].would, user))
    users = get_user_model().objects.in_bulk(busiest[:BUSIEST])
    return [replace(loads[user], name=users[user].display_name) for user in busiest[:BUSIEST]]


def _days(telling: Iterable[_Notice], really: Told) -> Sequence[Day]:
    """The newest first; on each day the fullest first."""
    would = Counter((one.who, one.reminder) for one in telling)
    both = {*really, *(who for who, _reminder in would)}
    days = [
        (user, Day(day, "", would[(user, day), True], would[(user, day), False], really[user, day]))
        for user, day in both
    ]
    days.sort(key=lambda one: (one[1].day, one[1].would, -one[0]), reverse=True)
    users = get_user_model().objects.in_bulk({user for user, _day in days[:FULLEST]})
    return [replace(day, name=users[user].display_name) for user, day in days[:FULLEST]]


def _by_person(told: Told) -> dict[int, list[int]]:
    """How many notices on each of their days."""
    found: dict[int, list[int]] = defaultdict(list)
    for (user, _day), number in told.items():
        found[user].append(number)
    return found


def _load(would: Sequence[int], did: Sequence[int]) -> Load:
    return Load("", sum(would), sum(did), max(would, default=0), max(did, default=0))
