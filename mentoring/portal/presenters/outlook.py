"""What will happen to an item if nobody acts: whom it reminds, whom it tells, what it does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mentoring.portal.presenters import words
from workflows.forecast import Expected
from workflows.policy import Action

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Prospect:
    """`rule` marks a change that the system itself will make."""

    at: datetime
    text: str
    rule: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    first: Sequence[Prospect]
    more: Sequence[Prospect]


def outlook(subject: Any, expected: Iterable[Expected], user: Any) -> Outlook:
    found = list(_prospects(subject, expected, user))
    return Outlook(found[:SHOWN], found[SHOWN:])


def _prospects(subject: Any, expected: Iterable[Expected], user: Any) -> Iterator[Prospect]:
    for item in expected:
        what = words.awaited(item.deadline)
        who = ", ".join(words.addressee(subject, role, user) for role in item.audience)
        match item.action:
            case Action.REMIND:
                said = _("Reminder to %(who)s: %(what)s") % {"who": who, "what": what}
            case Action.ESCALATE:
                said = _("Told to %(who)s as overdue: %(what)s") % {"who": who, "what": what}
            case Action.HAND_OVER:
                said = _("Handed over to %(who)s: %(what)s") % {"who": who, "what": what}
            case _other:
                label = subject.transitions()[item.transition].label
                said = _("By rule: %(label)s") % {"label": label}
        yield Prospect(item.at, said, item.action is Action.TRANSITION)
