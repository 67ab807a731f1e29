"""An escalation policy as a value: how long a party has, and what happens before and after."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    SHARE = "share"


class Base(StrEnum):
    ANCHOR = "anchor"
    DUE = "due"


class Action(StrEnum):
    REMIND = "remind"
    ESCALATE = "escalate"
    HAND_OVER = "hand_over"
    TRANSITION = "transition"


class Misfire(StrEnum):
    FIRE = "fire"
    SKIP_IF_PAST = "skip_if_past"
    COLLAPSE = "collapse"


class ClockKind(StrEnum):
    WORKING = "working"
    ELAPSED = "elapsed"


WORKING_UNITS = frozenset({Unit.WORKING_DAYS, Unit.WORKING_HOURS})
DECISIVE = frozenset({Action.ESCALATE, Action.HAND_OVER, Action.TRANSITION})
# Beyond this somebody is as good as never told, and the calendars have no days.
LONGEST = {
    Unit.WORKING_DAYS: 500,
    Unit.WORKING_HOURS: 4_000,
    Unit.DAYS: 730,
    Unit.HOURS: 17_520,
    Unit.MINUTES: 1_051_200,
}
MOST_REPEATS = 30


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance from the anchor or the due time; negative is before, a share is in percent."""

    amount: int
    unit: Unit
    base: Base = Base.ANCHOR


@dataclass(frozen=True, slots=True)
class Step:
    offset: Offset
    action: Action
    audience: tuple[str, ...] = ()
    transition: str = ""
    repeat_every: Offset | None = None
    repeat_times: int = 0
    misfire: Misfire = Misfire.FIRE


@dataclass(frozen=True, slots=True)
class Policy:
    """`acknowledged` is for how long nobody is told once somebody has said they see to it."""

    code: str
    clock: ClockKind
    allowance: Offset
    steps: tuple[Step, ...]
    source_label: str
    ends_quietly: str = ""
    acknowledged: Offset | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text of the catalogue with what is to be put into it; as text it is English."""

    text: str
    given: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.given


def _(text: str, **given: object) -> Sentence:
    """Mark a sentence for the catalogue; it is translated where it is read."""
    return Sentence(text, given)


OVERTAKEN = _(
    "Days off, or another working week, would let this step and another one change places: count"
    " both in the same unit, or set them further apart."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that makes a policy unfit.

    `step` counts from 1, 0 is the policy itself; `key` is the key of the file it stands at.
    """

    policy: str
    step: int
    key: str
    why: Sentence

    def __str__(self) -> str:
        step = f"step {self.step}: " if self.step else ""
        return f"policy {self.policy}: {step}{self.key}: {self.why}"


Found = Iterator[tuple[str, Sentence]]  # key and why


def faults(
    policy: Policy,
    *,
    roles: Collection[str],
    transitions: Collection[str],
    barred: Collection[str] = (),
) -> list[Fault]:
    """What makes a policy unfit to be armed on a machine; empty is sound.

    `barred` are roles of the machine that must never hear of it.
    """
    known = _Known(roles, transitions, barred)
    return [*shape_faults(policy), *_by_step(policy, known.faults)]


def shape_faults(policy: Policy) -> list[Fault]:
    """The faults that can be seen without knowing the machine's roles and transitions."""
    of_policy = [Fault(policy.code, 0, key, why) for key, why in _policy_faults(policy)]
    return [*of_policy, *_by_step(policy, lambda step: _step_faults(policy, step))]


def _by_step(policy: Policy, find: Callable[[Step], Found]) -> list[Fault]:
    return [
        Fault(policy.code, number, key, why)
        for number, step in enumerate(policy.steps, start=1)
        for key, why in find(step)
    ]


def _policy_faults(policy: Policy) -> Found:
    allowance = policy.allowance
    if not policy.source_label.strip():
        yield "source_label", _("Say which rule or decision the times come from.")
    if allowance.amount < 0:
        yield "allowance", _("Nobody can be given less than no time.")
    if allowance.unit is Unit.SHARE:
        yield "allowance", _("Write it in days, hours or minutes, not as a share of itself.")
    if allowance.base is Base.DUE:
        yield "allowance", _("It cannot count from the due time, which follows from it.")
    yield from _clock_faults(policy, allowance, "allowance")
    yield from _acknowledged_faults(policy)
    if not policy.ends_quietly and (not policy.steps or policy.steps[-1].action not in DECISIVE):
        yield (
            "steps",
            _(
                "It ends in nothing: let the last step escalate, hand over or perform a transition,"
                " or say why it ends quietly."
            ),
        )


def _acknowledged_faults(policy: Policy) -> Found:
    quiet = policy.acknowledged
    if quiet is None:
        return
    if quiet.amount <= 0:
        yield "acknowledged", _("Write 1 or more, or nothing at all.")
    if quiet.unit is Unit.SHARE or quiet.base is Base.DUE:
        yield "acknowledged", _("It counts from that moment, in days, hours or minutes.")
    yield from _clock_faults(policy, quiet, "acknowledged")


def _step_faults(policy: Policy, step: Step) -> Found:
    yield from _clock_faults(policy, step.offset, "at")
    if step.offset.unit is Unit.SHARE:
        yield from _share_faults(policy, step.offset)
    yield from _action_faults(step)
    yield from _repeat_faults(policy, step)


def _clock_faults(policy: Policy, offset: Offset, key: str) -> Found:
    if policy.clock is ClockKind.ELAPSED and offset.unit in WORKING_UNITS:
        yield (
            key,
            _(
                "This clock runs through nights and holidays and counts no working time;"
                " write days, hours or minutes."
            ),
        )
    if abs(offset.amount) > LONGEST.get(offset.unit, abs(offset.amount)):
        yield key, _("More than two years is as good as never; write less.")


def _share_faults(policy: Policy, offset: Offset) -> Found:
    if not 1 <= offset.amount <= 100:
        yield "at", _("A share lies between 1 and 100 percent of the time allowed.")
    if offset.base is Base.DUE:
        yield "at", _("A share is a part of the time allowed and counts from its start.")
    if policy.allowance.amount == 0:
        yield "at", _("No time is allowed of which this could be a share; write days or hours.")


def _action_faults(step: Step) -> Found:
    if step.action is Action.TRANSITION:
        if not step.transition:
            yield "transition", _("Say which transition is performed.")
        if step.audience:
            yield "audience", _("A transition tells people by its own notices; name nobody here.")
        return
    if step.transition:
        yield "transition", _("A transition is named, but the action is another one.")
    if not step.audience:
        yield "audience", _("Nobody would hear of it; say who.")
    if step.action is Action.HAND_OVER and len(step.audience) > 1:
        yield "audience", _("A deadline is handed over to one party; name only one.")


def _repeat_faults(policy: Policy, step: Step) -> Found:
    yield from _times_faults(step)
    every = step.repeat_every
    if every is None:
        return
    if every.amount <= 0:
        yield "every", _("Repeats move forward; write 1 or more.")
    if every.unit is Unit.SHARE or every.base is Base.DUE:
        yield "every", _("Repeats count from the one before, in days, hours or minutes.")
    if step.action is Action.TRANSITION:
        yield "every", _("A transition is performed once; leave the repeats out.")
    yield from _clock_faults(policy, every, "every")


def _times_faults(step: Step) -> Found:
    if step.repeat_times < 0:
        yield "times", _("A step repeats once or more, or not at all.")
    if step.repeat_times > MOST_REPEATS:
        why = _("More than %(most)s repeats are as good as no end; write fewer.", most=MOST_REPEATS)
        yield "times", why
    if step.repeat_every is None and step.repeat_times > 0:
        yield "every", _("Say how far apart the repeats are.")
    if step.repeat_every is not None and step.repeat_times == 0:
        yield "times", _("It would never end; say how often it repeats.")


@dataclass(frozen=True, slots=True)
class _Known:
    roles: Collection[str]
    transitions: Collection[str]
    barred: Collection[str]

    def faults(self, step: Step) -> Found:
        for role in step.audience:
            if role not in self.roles:
                yield "audience", _unknown(role, self.roles)
            elif role in self.barred:
                yield (
                    "audience",
                    _(
                        "This is confidential: no superior ever hears of it."
                        " Tell the coordinator or the head of service."
                    ),
                )
        if step.transition and step.transition not in self.transitions:
            yield "transition", _unknown(step.transition, self.transitions)


def _unknown(name: str, known: Collection[str]) -> Sentence:
    listed = ", ".join(sorted(known)) or "-"
    return _("%(name)s is not known here; known are %(known)s.", name=name, known=listed)
