"""Who will know of something and who will not, by role, before it is done: read from the table.

An act touches fields of a resource; a role knows of it what its relations see of these fields.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring import permissions
from mentoring.permissions.values import Fields, words

# Relations that let the same people see more of it at times.
_AT_TIMES: Final[Mapping[str, Mapping[str, Any]]] = {
    "coordinator": {
        "matching_coordinator": gettext_lazy("until somebody has accepted"),
        "called_coordinator": gettext_lazy("if attention is needed"),
    },
}

# In the order of the story: who they are to the reader, and from when.
_WHO: Final[Mapping[str, Any]] = {
    "mentee": gettext_lazy("The mentee"),
    "offered_practitioner": gettext_lazy("A mentor or coach who is asked, until they answer"),
    "practitioner": gettext_lazy("The mentor or coach, once they have accepted"),
    "author": gettext_lazy("Whoever writes it"),
    "reader": gettext_lazy("The other of the pair"),
    "coordinator": gettext_lazy("The service coordinator"),
    "superior_of_mentee": gettext_lazy("The mentee's direct superior, once both have accepted"),
    "superior_of_practitioner": gettext_lazy(
        "The direct superior of the mentor or coach, once both have accepted"
    ),
    "head": gettext_lazy("The head of service"),
    "colleague": gettext_lazy("Colleagues and other organisations"),
    "support": gettext_lazy("Whoever supports the system"),
}

# Named even if they learn nothing: those somebody may be afraid of.
ONLOOKERS: Final = frozenset(
    {
        "coordinator",
        "superior_of_mentee",
        "superior_of_practitioner",
        "head",
        "colleague",
        "support",
    }
)

# What there is to be known, from the harmless to the confidential.
_KINDS: Final[tuple[tuple[Fields, Any], ...]] = (
    (words("uid starts_at created_at"), gettext_lazy("that it exists and when")),
    (words("due late"), gettext_lazy("what is due and what is late")),
    (words("state"), gettext_lazy("how far it has come")),
    (words("practitioner_reflected_at"), gettext_lazy("who has looked back")),
    (words("aim"), gettext_lazy("what you would like help with")),
    (words("goals"), gettext_lazy("what you agree on")),
    (words("status"), gettext_lazy("how it is going")),
    (words("status_line"), gettext_lazy("your line about it")),
    (words("place link"), gettext_lazy("where you meet")),
    (words("body"), gettext_lazy("what you write")),
)

_ACTS: Final[Mapping[tuple[str, str], Mapping[str, Fields]]] = {
    ("relationship", "submit"): {"relationship": words("uid due late state aim")},
    ("relationship", "propose_terms"): {"agreement": words("created_at goals")},
    ("relationship", "update_status"): {"relationship": words("uid status status_line")},
    ("relationship", "reflect"): {
        "relationship": words("practitioner_reflected_at"),
        "reflection": words("body"),
    },
    ("session", "begin"): {"session": words("starts_at state place link")},
    ("session", "file_note"): {"note": words("created_at body")},
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one role learns and what never; the words are in the active language."""

    role: str
    who: str
    learns: tuple[str, ...]
    never: tuple[str, ...]

    def __str__(self) -> str:
        if not self.learns:
            return _("%(who)s: nothing at all.") % {"who": self.who}
        said = _("%(who)s: %(what)s.") % {"who": self.who, "what": ", ".join(self.learns)}
        if not self.never:
            return said
        return said + " " + _("Never: %(what)s.") % {"what": ", ".join(self.never)}


@dataclass(frozen=True, slots=True)
class Disclosure:
    will: tuple[Line, ...]
    will_not: tuple[Line, ...]


def who_will_know(resource: str, action: str = "") -> Disclosure:
    """By role; without an action: of the resource as a whole."""
    touched = _ACTS.get((resource, action)) or {resource: _everything(resource)}
    lines = list(_lines(touched))
    return Disclosure(
        tuple(line for line in lines if line.learns),
        tuple(line for line in lines if not line.learns),
    )


def _everything(resource: str) -> Fields:
    see = permissions.RESOURCES[resource].see.values()
    return frozenset().union(*see) & frozenset().union(*(fields for fields, _said in _KINDS))


def _lines(touched: Mapping[str, Fields]) -> Iterator[Line]:
    at_stake = frozenset().union(*touched.values())
    for role, who in _WHO.items():
        seen = _seen(role, touched)
        learns = _said(seen)
        for relation, when in _AT_TIMES.get(role, {}).items():
            more = _seen(relation, touched)
            learns += tuple(f"{said} ({when})" for said in _said(more, besides=seen))
            seen |= more
        if learns or role in ONLOOKERS:
            yield Line(role, str(who), learns, _said(at_stake, besides=seen))


def _seen(relation: str, touched: Mapping[str, Fields]) -> Fields:
    return frozenset().union(
        *(fields & permissions.fields(name, {relation}) for name, fields in touched.items())
    )


def _said(fields: Fields, *, besides: Fields = frozenset()) -> tuple[str, ...]:
    """Each kind once; one that is partly seen already is not named again."""
    return tuple(str(said) for names, said in _KINDS if names & fields and not names & besides)
