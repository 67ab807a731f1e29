"""What a policy would have done in a past period, in numbers and plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.portal.presenters import policies
from mentoring.portal.templatetags.portal import short_day
from mentoring.queries.policies import Clock
from mentoring.services.dry_run import Day, DryRun, Load, is_unsent
from workflows.policy import Policy


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it was, and as it would have been."""

    label: str
    did: int
    would: int

    @property
    def difference(self) -> str:
        """With its sign; empty if there is none."""
        change = self.would - self.did
        return f"+{change}" if change > 0 else f"−{-change}" if change else ""


@dataclass(frozen=True, slots=True)
class Rung:
    when: str
    what: str
    times: str


@dataclass(frozen=True, slots=True)
class Shown:
    """`partly` says that there was more than was looked at."""

    period: str
    ran: str
    partly: str
    figures: Sequence[Figure]
    steps: Sequence[Rung]
    people: Sequence[Load]
    days: Sequence[Day]


def shown(run: DryRun, clock: Clock, policy: Policy) -> Shown:
    period = {"since": short_day(run.period.since), "until": short_day(run.period.until)}
    ran = ngettext(
        "%(number)s such deadline ran here.", "%(number)s such deadlines ran here.", run.there_were
    )
    return Shown(
        _("%(since)s to %(until)s") % period,
        ran % {"number": run.there_were},
        _partly(run),
        _figures(run),
        [
            Rung(said.when, said.what, _times(number))
            for said, number in zip(policies.steps(clock, policy), run.steps, strict=False)
        ],
        () if is_unsent(clock) else run.people,
        run.days,
    )


def _partly(run: DryRun) -> str:
    if run.looked_at == run.there_were:
        return ""
    return _("Only the newest %(number)s were looked at.") % {"number": run.looked_at}


def _figures(run: DryRun) -> Sequence[Figure]:
    did, would = run.did, run.would
    return [
        Figure(_("Ran out of time"), did.late, would.late),
        Figure(_("Reminders"), did.reminders, would.reminders),
        Figure(_("Told as overdue"), did.overdue, would.overdue),
        Figure(_("Changed by rule"), did.by_rule, would.by_rule),
        Figure(_("Most for one person on one day"), run.did_at_most, run.would_at_most),
    ]


def _times(number: int) -> str:
    return ngettext("%(number)s time", "%(number)s times", number) % {"number": number}
