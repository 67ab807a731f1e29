"""The shipped calendars and policies in a test's database: loaded once, laid down again by copy.

Loading takes some 150 statements, a copy takes one for each table.
"""

from copy import copy
from datetime import datetime

from django.db import models

from mentoring.models import ConsentText, RetentionRule
from mentoring.services import defaults
from tests.factories.kept import kept
from workflows import policies
from workflows.models import (
    Calendar,
    CalendarDay,
    EscalationPolicy,
    EscalationPolicyVersion,
    EscalationStep,
)

TABLES: tuple[type[models.Model], ...] = (
    Calendar,
    CalendarDay,
    EscalationPolicy,
    EscalationPolicyVersion,
    EscalationStep,
    ConsentText,
    RetentionRule,
)
_first: dict[type[models.Model], list[models.Model]] = {}


@kept
def load(now: datetime) -> None:
    """As `manage.py load_defaults` leaves them, published at `now`."""
    if Calendar.objects.exists() or EscalationPolicy.objects.exists():
        defaults.load(now)
    elif _first:
        for table in TABLES:
            table._default_manager.bulk_create([_again(row, now) for row in _first[table]])
        policies.changed()
    else:
        defaults.load(now)
        _first.update({table: list(table._default_manager.order_by("pk")) for table in TABLES})


def _again(row: models.Model, now: datetime) -> models.Model:
    row = copy(row)
    if isinstance(row, EscalationPolicyVersion):
        row.published_at = now
    if isinstance(row, ConsentText):
        row.created_at = now
    return row
