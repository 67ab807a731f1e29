"""Registering people, amending what is known of them, and who their superior is from when."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import PerformanceCounselling, Person, Relationship, ReportingLine, Session
from mentoring.models.reporting import Succession, succession
from mentoring.vocabulary import LineKind
from workflows import turns
from workflows.models import Deadline
from workflows.models.deadline import DeadlineQuerySet

USER_FIELDS = {"email": "email", "zone": "time_zone", "language": "language"}


@transaction.atomic
def register(**fields: Any) -> Person:
    """A new person with a user who cannot sign in until invited.

    `fields` are those of Person and `email`, `zone`, `language` of the user.
    """
    user_fields, person_fields = _parted(fields)
    person = Person(**person_fields)
    uid = uuid.uuid4()
    person.user = User.objects.create_user(
        _username(person.name, uid),
        str(user_fields.pop("email", "")),
        uid=uid,
        display_name=_shown(person),
        **user_fields,
    )
    person.save()
    return person


@transaction.atomic
def amend(person: Person, *, now: datetime, **fields: Any) -> Person:
    """Overwrite what is given; the user's shown name follows the person's.

    Who moves to a unit with other working hours takes open deadlines along, planned by those.
    """
    user_fields, person_fields = _parted(fields)
    for name, value in person_fields.items():
        setattr(person, name, value)
    person.save(update_fields=[*person_fields])
    user_fields["display_name"] = _shown(person)
    for name, value in user_fields.items():
        setattr(person.user, name, value)
    person.user.save(update_fields=[*user_fields])
    if "unit" in person_fields:
        turns.follow(awaiting([person]), now=now)
    return person


def awaiting(people: Collection[Person]) -> DeadlineQuerySet:
    """What is awaited of these people, alone or together with the other one of a pair."""
    mentors = Q(practitioner__person__in=people)
    pairs = Relationship.objects.filter(Q(mentee__in=people) | mentors)
    sessions = Session.objects.filter(Q(mentee__in=people) | mentors)
    shared = Q(subject_kind=Relationship.kind, subject_id__in=pairs.values("pk")) | Q(
        subject_kind=Session.kind, subject_id__in=sessions.values("pk")
    )
    forms = PerformanceCounselling.objects.filter(Q(client__in=people) | Q(counsellor__in=people))
    shared |= Q(subject_kind=PerformanceCounselling.kind, subject_id__in=forms.values("pk"))
    users = {person.user_id for person in people}
    return Deadline.objects.filter(Q(responsible__in=users) | Q(responsible=None) & shared)


@transaction.atomic
def assign_superior(
    person: Person,
    superior: Person,
    *,
    day: date,
    kind: LineKind = LineKind.DIRECT_SUPERIOR,
    delegated_by: Person | None = None,
) -> ReportingLine:
    """The superior from a day on; the line before it ends the day before.

    Raises ValidationError when a line that begins on a later day is known already.
    """
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    step = succession(person, superior, day, kind, delegated_by)
    _change_held(step)
    if step.begun:
        step.begun.save()
        return step.begun
    assert step.held is not None  # noqa: S101 without a new line the old one goes on
    return step.held


@transaction.atomic
def end_superior(person: Person, *, day: date) -> None:
    """From a day on no direct superior is kept. ValidationError if a line begins then or later."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    step = succession(person, None, day)
    if step.held and step.held.valid_from == day:
        raise ValidationError(_("A superior from that day is known already."))
    _change_held(step)


def _change_held(step: Succession) -> None:
    if step.held and step.changes:
        for name, value in step.changes.items():
            setattr(step.held, name, value)
        step.held.save(update_fields=[*step.changes])


def _parted(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields of the user by their own names, and the fields of the person."""
    user = {USER_FIELDS[name]: fields[name] for name in fields if name in USER_FIELDS}
    return user, {name: fields[name] for name in fields if name not in USER_FIELDS}


def _shown(person: Person) -> str:
    """Titles and name as far as the user's column takes them."""
    return person.display_name[: User._meta.get_field("display_name").max_length]


def _username(name: str, uid: uuid.UUID) -> str:
    """Readable and unique, without personal numbers: `maya-contoh-3f9c2a7d`."""
    return f"{slugify(name)[:60] or 'user'}-{uid.hex[:8]}"
