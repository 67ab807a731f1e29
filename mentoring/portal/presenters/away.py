"""Who of a pair is away until when, in words for the others."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from mentoring.models import OF_THE_OFFICE, PerformanceCounselling, Person
from mentoring.portal.templatetags.portal import short_day
from mentoring.queries import absence


def of_others(subjects: Iterable[Any], user: Any, now: datetime) -> Mapping[int, date]:
    """By the person's id, for everybody of these pairs but the reader; at most one statement."""
    people = {person.pk for subject in subjects for person in _others(subject, user)}
    return absence.away_until(people, user, now) if people else {}


def said(subject: Any, user: Any, until: Mapping[int, date]) -> list[str]:
    return [
        _("%(name)s is away until %(day)s.")
        % {"name": person.display_name, "day": short_day(until[person.pk])}
        for person in _others(subject, user)
        if person.pk in until
    ]


def _others(subject: Any, user: Any) -> list[Person]:
    if isinstance(subject, OF_THE_OFFICE):
        return []
    if isinstance(subject, PerformanceCounselling):
        sides = (subject.client, subject.counsellor)
        return [one for one in sides if one and one.user_id != user.pk]
    guide = subject.practitioner.person if subject.practitioner else None
    return [one for one in (subject.mentee, guide) if one and one.user_id != user.pk]
