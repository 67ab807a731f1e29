"""Escalations that reached nobody: what was to be told, how the search went, and what mends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.models import Relationship, Session
from mentoring.notices.path import Way
from mentoring.portal.presenters import whys, words
from mentoring.portal.presenters.whys import Hop
from mentoring.vocabulary import Role
from notifications.models import Incident, Notice

Subjects = Mapping[tuple[str, int], Relationship | Session]

WHY: Mapping[str, Any] = {
    Way.AWAY: gettext_lazy("Whoever should be told is away, and nobody stands in."),
    Way.CONCERNED: gettext_lazy("Whoever should be told is part of the matter."),
    Way.ABOVE_CEILING: gettext_lazy("The next one up is above the limit set for escalations."),
    Way.NOBODY: gettext_lazy("Nobody is on record above."),
}
REMEDY: Mapping[str, Any] = {
    Way.AWAY: gettext_lazy("Have an acting officer (Plt. or Plh.) entered, and speak with them."),
    Way.CONCERNED: gettext_lazy("Speak with those concerned yourself, then close this."),
    Way.ABOVE_CEILING: gettext_lazy(
        "Print the letter and hand it over, or speak with those concerned yourself; then close"
        " this."
    ),
    Way.NOBODY: gettext_lazy(
        "Enter who the direct superior is: import a roster row of this person with the column"
        " atasan_nip (superior_nip). The next escalation then finds them."
    ),
}


@dataclass(frozen=True, slots=True)
class Unroutable:
    url: str
    what: str
    about: str
    subject_url: str
    role: str
    late: str
    due_at: datetime | None
    since: datetime
    hops: Sequence[Hop]
    why: str
    remedy: str
    by_roster: bool  # whether a roster is what mends it
    letter: str = ""  # where a letter to print is


def of_notice(row: Notice, subjects: Subjects, user: Any) -> Unroutable:
    url = reverse("portal:unroutable_one", args=[row.pk])
    shown = _shown(row, row.created_at, row.path, row.facts, url, subjects, user)
    return replace(shown, letter=reverse("portal:unroutable_letter", args=[row.pk]))


def of_incident(row: Incident, subjects: Subjects, user: Any) -> Unroutable:
    url = reverse("portal:incident", args=[row.uid])
    return _shown(row, row.opened_at, row.facts.get("path", []), row.facts, url, subjects, user)


def _shown(
    row: Notice | Incident,
    since: datetime,
    path: Sequence[Any],
    facts: Mapping[str, Any],
    url: str,
    subjects: Subjects,
    user: Any,
) -> Unroutable:
    subject = subjects.get((row.subject_kind, row.subject_id or 0))
    ways = [hop["way"] for hop in path if isinstance(hop, dict) and "way" in hop]
    last = ways[-1] if ways else Way.NOBODY
    return Unroutable(
        url=url,
        what=words.awaited(facts["deadline"]) if facts.get("deadline") else "",
        about=words.title(subject, user) if subject else "",
        subject_url=words.address(subject) if subject else "",
        role=_role(path),
        late=facts.get("late", ""),
        due_at=parse_datetime(facts["due_at"]) if facts.get("due_at") else None,
        since=since,
        hops=whys.hops(path),
        why=str(WHY.get(last, WHY[Way.NOBODY])),
        remedy=str(REMEDY.get(last, REMEDY[Way.NOBODY])),
        by_roster=last == Way.NOBODY,
    )


def _role(path: Sequence[Any]) -> str:
    wanted = path[0].get("role") if path and isinstance(path[0], dict) else ""
    return capfirst(str(Role(wanted).label)) if wanted in Role.values else _("somebody above")
