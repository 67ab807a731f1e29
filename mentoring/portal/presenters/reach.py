"""Why somebody cannot be reached, what waits for them, and who has told them by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring.models import Contact, Person
from mentoring.portal.templatetags.portal import brief


@dataclass(frozen=True, slots=True)
class Line:
    person: Person
    url: str
    why: Sequence[str]
    due_at: datetime | None
    late: bool
    told: str


def line(person: Any, now: datetime) -> Line:
    """Of a row of `queries.reach`."""
    contacts = person.contacts.all()
    return Line(
        person=person,
        url=reverse("portal:reach_one", args=[person.uid]),
        why=why(person),
        due_at=person.due_at,
        late=person.due_at is not None and person.due_at < now,
        told=said(contacts[0]) if contacts else "",
    )


def why(person: Any) -> list[str]:
    user = person.user
    lost = person.lost_at and (person.arrived_at is None or person.arrived_at < person.lost_at)
    reasons = [
        (not user.email, _("no e-mail address")),
        (lost, _("mails do not arrive")),
        (user.last_login is None, _("has never signed in")),
    ]
    return [text for holds, text in reasons if holds]


def said(contact: Contact) -> str:
    """Who told somebody how and when, and what they noted."""
    given = {"way": contact.get_way_display(), "by": contact.by.display_name}
    text = _("%(way)s, %(by)s, %(at)s") % {**given, "at": brief(contact.at)}
    return f"{text}: {contact.note}" if contact.note else text
