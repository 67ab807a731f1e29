"""Before a request is sent: who will know of it and who will not, by the permission table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.permissions import RESOURCES

WHO = {
    "coordinator": gettext_lazy("The service coordinator"),
    "matching_coordinator": gettext_lazy(
        "The service coordinator, while looking for somebody for you"
    ),
    "offered_practitioner": gettext_lazy("The mentor or coach who is asked, until they answer"),
    "practitioner": gettext_lazy("The mentor or coach who accepts"),
    "superior_of_mentee": gettext_lazy("Your direct superior, once a mentor or coach has accepted"),
    "superior_of_practitioner": gettext_lazy("The superior of the mentor or coach"),
}
EVERYBODY_ELSE: Sequence[Any] = (
    gettext_lazy("Colleagues, other offices and other agencies: nothing at all."),
    gettext_lazy("Heads of service and whoever runs this system: nothing at all."),
)


@dataclass(frozen=True, slots=True)
class Disclosure:
    knows: Sequence[str]
    knows_not: Sequence[str]


def of_request() -> Disclosure:
    return Disclosure(list(_knows()), [*_knows_not(), *map(str, EVERYBODY_ELSE)])


def _knows() -> Iterator[str]:
    see = RESOURCES["relationship"].see
    for relation, who in WHO.items():
        fields = see.get(relation, frozenset())
        if "aim" in fields:
            yield _("%(who)s: what you write here.") % {"who": who}
        elif "mentee" in fields and "state" in fields:
            yield _("%(who)s: that you asked, and the dates; later not what you write.") % {
                "who": who
            }
        elif "mentee" in fields:
            yield _("%(who)s: that it exists, and a date that has passed. Nothing else.") % {
                "who": who
            }


def _knows_not() -> Iterator[str]:
    see = RESOURCES["relationship"].see
    if "aim" not in see.get("superior_of_mentee", frozenset()):
        yield _("Your superior: never what you write or what you talk about.")
    if "mentee" not in see.get("superior_of_practitioner", frozenset()):
        yield _("The superior of the mentor or coach: not even your name.")
