"""Changing an escalation policy: the time allowed, and a form for each step that can be added."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentoring.portal.forms.policy_values import acknowledged_of, raw_head, raw_step, step_of
from mentoring.queries.policies import Clock
from mentoring.services import policy_words
from mentoring.vocabulary import Role
from workflows.checks import CONFIDENTIAL, performable
from workflows.policy import Action, Base, ClockKind, Fault, Misfire, Offset, Policy, Step, Unit

Choices = list[tuple[str, Any]]
Raw = dict[str, Any]

MOST_STEPS = 12
UNITS: Choices = [
    (Unit.WORKING_DAYS, _("working days")),
    (Unit.WORKING_HOURS, _("working hours")),
    (Unit.DAYS, _("calendar days")),
    (Unit.HOURS, _("hours")),
    (Unit.MINUTES, _("minutes")),
]
SHARE: Choices = [(Unit.SHARE, _("percent of the time"))]
POINTS: Choices = [
    ("after_start", _("after the start")),
    ("before_start", _("before the start")),
    ("after_due", _("after it is due")),
    ("before_due", _("before it is due")),
]
TELLING: Choices = [
    (Action.REMIND, _("Remind")),
    (Action.ESCALATE, _("Tell as overdue")),
    (Action.HAND_OVER, _("Hand over to")),
]
MISFIRES: Choices = [
    (Misfire.FIRE, _("is done all the same")),
    (Misfire.SKIP_IF_PAST, _("is left out")),
    (Misfire.COLLAPSE, _("is told once with the others")),
]
CLOCKS: Choices = [
    (ClockKind.WORKING, _("in working time, and stands still while somebody is away")),
    (ClockKind.ELAPSED, _("day and night, through holidays")),
]
NUMBER = {"inputmode": "numeric"}
# Which field of the form a fault of the policy stands at.
HEAD = {
    "source_label": "reason",
    "allowance": "amount",
    "steps": "ends_quietly",
    "acknowledged": "quiet",
}
LINE = {
    "at": "amount",
    "every": "every",
    "times": "times",
    "audience": "who",
    "transition": "deed",
}


def _number(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=10**7,
        widget=forms.NumberInput(attrs=NUMBER),
        **options,
    )


class HeadForm(forms.Form):
    amount = _number(_("Time allowed"))
    unit = forms.ChoiceField(label=_("counted in"), choices=UNITS)
    runs = forms.ChoiceField(label=_("The clock runs"), choices=CLOCKS, widget=forms.RadioSelect)
    quiet = _number(
        _("Once a superior says that they have reminded, tell nobody for"), required=False
    )
    quiet_unit = forms.ChoiceField(label=_("counted in"), choices=UNITS, required=False)
    ends_quietly = forms.CharField(
        label=_("Why nothing more happens in the end"),
        help_text=_("Only if the last step neither escalates, hands over nor changes anything."),
        max_length=200,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why, or on whose decision"),
        help_text=_("Kept with your name, such as: circular 12/2026 of the Regional Secretary."),
        max_length=300,
    )


class StepForm(forms.Form):
    amount = _number(_("When"))
    unit = forms.ChoiceField(label=_("counted in"), choices=UNITS + SHARE)
    point = forms.ChoiceField(label=_("from when"), choices=POINTS)
    deed = forms.ChoiceField(label=_("What happens"))
    who = forms.MultipleChoiceField(
        label=_("Who"),
        help_text=_("Nobody if a rule acts: whoever it concerns is told of it anyway."),
        required=False,
    )
    every = _number(_("Again every"), required=False)
    every_unit = forms.ChoiceField(label=_("counted in"), choices=UNITS, required=False)
    times = _number(_("up to so many times"), required=False)
    misfire = forms.ChoiceField(label=_("If its time has passed, it"), choices=MISFIRES)

    def __init__(self, clock: Clock, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("deed", deeds(clock)), ("who", roles(clock))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    @property
    def places(self) -> Sequence[str]:
        """Who is named so far, and at least one place more: two if nobody is."""
        named = [name for name in self["who"].value() or [] if name]
        return [*named, *([""] * max(1, 2 - len(named)))]

    @property
    def rare(self) -> bool:
        """Whether what is seldom used is used here."""
        names = ("every", "times")
        used = any(self[name].value() not in (None, "", 0, "0") for name in names)
        misfire = self["misfire"].value()
        return used or misfire not in (None, "", Misfire.FIRE) or any(map(self.has_error, names))


def deeds(clock: Clock) -> Choices:
    declared = clock.machine.transitions()
    changes = [
        (
            f"{Action.TRANSITION}:{name}",
            gettext("By rule: %(label)s") % {"label": declared[name].label},
        )
        for name in performable(clock.machine, clock.code)
    ]
    return [*TELLING, *changes]


def roles(clock: Clock) -> Choices:
    """Those the machine has; whoever must never hear of it is not offered."""
    barred = clock.machine.superiors if clock.machine.disclosure == CONFIDENTIAL else frozenset()
    return [
        (role.value, capfirst(str(role.label)))
        for role in Role
        if role in clock.machine.roles - barred
    ]


class PolicyForm:
    """The head and the steps together; bound if `raw` was sent, else showing a policy."""

    def __init__(self, clock: Clock, shown: Policy, data: QueryDict | None = None) -> None:
        self.clock, self.shown = clock, shown
        head = raw_head(shown) if data is None else data.dict()
        self._lines = [raw_step(step) for step in shown.steps] if data is None else sent(data)
        self._build(head, bound=data is not None)

    def _build(self, head: Mapping[str, Any], *, bound: bool) -> None:
        self.head = HeadForm(head) if bound else HeadForm(initial=dict(head))
        self.steps = [
            StepForm(
                self.clock,
                {f"step{number}-{name}": value for name, value in raw.items()} if bound else None,
                prefix=f"step{number}",
                initial=None if bound else raw,
            )
            for number, raw in enumerate(self._lines, start=1)
        ]
        self._raw = head

    def add(self) -> None:
        """One more step, without a word about what is not filled in yet."""
        if len(self._lines) < MOST_STEPS:
            blank = {"deed": Action.REMIND.value, "unit": Unit.WORKING_DAYS.value, "who": []}
            self._lines.append(blank)
        self._build(self._raw, bound=False)

    def remove(self, number: str) -> None:
        """Leave out a step, counted from 1; what is no number of one leaves all."""
        self._lines = [raw for at, raw in enumerate(self._lines, start=1) if str(at) != number]
        self._build(self._raw, bound=False)

    @contextmanager
    def without_reason(self) -> Iterator[None]:
        """While it is only tried: what is not published needs no reason."""
        self.head.fields["reason"].required = False
        yield
        self.head.fields["reason"].required = True

    @property
    def full(self) -> bool:
        return len(self._lines) >= MOST_STEPS

    def is_valid(self) -> bool:
        return not [form for form in (self.head, *self.steps) if not form.is_valid()]

    @property
    def wrong(self) -> bool:
        return any(form.is_bound and form.errors for form in (self.head, *self.steps))

    def policy(self) -> Policy:
        """What was filled in, its steps in order of time."""
        given = self.head.cleaned_data
        return Policy(
            code=self.shown.code,
            clock=ClockKind(given["runs"]),
            allowance=Offset(given["amount"], Unit(given["unit"])),
            steps=tuple(step for _place, step in self._in_order()),
            source_label=given["reason"] or "-",
            ends_quietly=given["ends_quietly"],
            acknowledged=acknowledged_of(given),
        )

    def mark(self, faults: Sequence[Fault]) -> None:
        """Put each fault beside its field."""
        order = [place for place, _step in self._in_order()]
        for fault in faults:
            if fault.step:
                form: forms.Form = self.steps[order[fault.step - 1]]
                form.add_error(LINE[fault.key], policy_words.fault(fault))
            else:
                self.head.add_error(HEAD[fault.key], policy_words.fault(fault))

    def _in_order(self) -> list[tuple[int, Step]]:
        given = self.head.cleaned_data
        allowed = given["amount"] * MINUTES[Unit(given["unit"])]
        steps = [(place, step_of(form.cleaned_data)) for place, form in enumerate(self.steps)]
        return sorted(steps, key=lambda pair: _roughly(pair[1].offset, allowed))


MINUTES = {
    Unit.WORKING_DAYS: 1440,
    Unit.WORKING_HOURS: 180,
    Unit.DAYS: 1440,
    Unit.HOURS: 60,
    Unit.MINUTES: 1,
}
"""About how long each unit is; steps that differ by less stand as they were written."""


def _roughly(offset: Offset, allowed: int) -> float:
    if offset.unit is Unit.SHARE:
        return allowed * offset.amount / 100
    return offset.amount * MINUTES[offset.unit] + (allowed if offset.base is Base.DUE else 0)


def sent(data: QueryDict) -> list[Raw]:
    """The steps of a form that was sent, as they were typed."""
    lines = []
    for number in range(1, MOST_STEPS + 1):
        prefix = f"step{number}-"
        if f"{prefix}deed" not in data:
            break
        raw: Raw = {
            name: data.get(f"{prefix}{name}", "") for name in StepForm.base_fields if name != "who"
        }
        lines.append(raw | {"who": [one for one in data.getlist(f"{prefix}who") if one]})
    return lines
