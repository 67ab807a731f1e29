"""Offices of an organisation: who holds them, who did, and what the journal says of its rules."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mentoring import relations
from mentoring.models import Appointment, JournalEntry, Organisation
from mentoring.queries.journal import scope_of
from mentoring.rules import office_day
from mentoring.vocabulary import AppointedRole

LINES = 30


def led(user: Any, now: datetime) -> QuerySet[Organisation]:
    """Organisations whose head of service the user is."""
    return Organisation.objects.filter(relations.ORGANISATION["head"](user, now)).order_by("name")


def audited(user: Any, now: datetime) -> Organisation | None:
    """The organisation the user was appointed to audit, of several the one whose days end first."""
    held = Appointment.objects.at(office_day(now)).filter(
        role=AppointedRole.AUDITOR, person__user=user
    )
    found = held.select_related("organisation__calendar").order_by("valid_to", "pk").first()
    return found.organisation if found else None


def of(organisation: Organisation) -> Sequence[Appointment]:
    """Those that hold or will, by office, then those that are over, the latest first."""
    rows = Appointment.objects.filter(organisation=organisation)
    rows = rows.select_related("person__unit", "programme")
    return list(rows.order_by("role", "-valid_from", "pk"))


def journal(organisation: Organisation) -> Sequence[JournalEntry]:
    """What was changed last."""
    rows = JournalEntry.objects.filter(scope=scope_of(organisation))
    return list(rows.select_related("actor").order_by("-number")[:LINES])
