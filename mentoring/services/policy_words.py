"""An escalation policy in words: how long somebody has, and what happens before and after."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.policy import Action, Base, ClockKind, Fault, Offset, Policy, Step, Unit

Word = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Said:
    """One step: when, and what then; `rule` marks a change that the system makes."""

    when: str
    what: str
    rule: bool = False


def fault(found: Fault) -> str:
    """Why a policy is unfit, in the language of whoever asks."""
    return _(found.why.text) % found.why.given


def allowance(policy: Policy) -> str:
    if policy.allowance.amount == 0:
        return _("at that moment")
    if policy.clock is ClockKind.WORKING:
        return span(policy.allowance)
    return _("%(span)s, day and night") % {"span": span(policy.allowance)}


def steps(policy: Policy, role: Word, change: Word) -> Iterator[Said]:
    """In the policy's order; `role` words a role, `change` a transition."""
    for step in policy.steps:
        yield Said(when(step.offset), _what(step, role, change), step.action is Action.TRANSITION)
    if policy.acknowledged:
        said = _("nobody is told for %(span)s; then it goes on unless it is done")
        when_heard = _("once a superior says that they have reminded")
        yield Said(when_heard, said % {"span": span(policy.acknowledged)})
    if policy.ends_quietly:
        yield Said(_("then nothing more"), _(policy.ends_quietly))


def lines(policy: Policy, role: Word, change: Word) -> Iterator[str]:
    """The same, a line for each."""
    for said in steps(policy, role, change):
        yield f"{said.when}: {said.what}"


def span(offset: Offset) -> str:
    """A length without direction, such as: 2 working days."""
    number = abs(offset.amount)
    match offset.unit:
        case Unit.WORKING_DAYS:
            said = ngettext("%(number)s working day", "%(number)s working days", number)
        case Unit.WORKING_HOURS:
            said = ngettext("%(number)s working hour", "%(number)s working hours", number)
        case Unit.DAYS:
            said = ngettext("%(number)s day", "%(number)s days", number)
        case Unit.HOURS:
            said = ngettext("%(number)s hour", "%(number)s hours", number)
        case Unit.MINUTES:
            said = ngettext("%(number)s minute", "%(number)s minutes", number)
        case Unit.SHARE:
            return f"{number} %"
    return said % {"number": number}


def when(offset: Offset) -> str:
    if offset.unit is Unit.SHARE:
        return _("at %(percent)s %% of the time") % {"percent": offset.amount}
    due = offset.base is Base.DUE
    if offset.amount == 0 and offset.unit is Unit.WORKING_DAYS:
        return _("on the day it is due") if due else _("on the day of the start")
    if offset.amount == 0:
        return _("when it is due") if due else _("at the start")
    if offset.amount > 0:
        said = _("%(span)s after it is due") if due else _("%(span)s after the start")
    else:
        said = _("%(span)s before it is due") if due else _("%(span)s before the start")
    return said % {"span": span(offset)}


def _what(step: Step, role: Word, change: Word) -> str:
    if step.action is Action.TRANSITION:
        return change(step.transition)
    who = {"who": _(" and ").join(role(name) for name in step.audience)}
    match step.action:
        case Action.REMIND:
            said = _("remind %(who)s") % who
        case Action.ESCALATE:
            said = _("tell %(who)s") % who
        case _other:
            said = _("hand over to %(who)s") % who
    if step.repeat_every is None:
        return said
    again = {"said": said, "span": span(step.repeat_every), "times": step.repeat_times}
    return (
        ngettext(
            "%(said)s, again every %(span)s, %(times)s time",
            "%(said)s, again every %(span)s, %(times)s times",
            step.repeat_times,
        )
        % again
    )
