"""What the engine cannot do by itself becomes an incident that a person must decide."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models

from mentoring.models import is_walled
from notifications import incidents
from notifications.models import Incident
from workflows.machine import Machine

ENGINE = "engine"
KEYS = ("cause", "deadline")  # by what the trouble is known; of what is walled no more is kept


def key_of(cause: str) -> str:
    """By what an open incident of the engine is known."""
    return f"{ENGINE}:{cause}"[:200]


def rows(
    subject: Machine | None, reason: str, facts: dict[str, Any], now: datetime
) -> Sequence[models.Model]:
    """One unsaved incident; none while the same trouble is open already."""
    if subject is not None and is_walled(subject):
        subject, facts = None, {name: facts[name] for name in KEYS if name in facts}
    about = (subject.kind, subject.pk) if subject else None
    key = key_of(str(facts.get("cause") or facts.get("deadline") or reason))
    if Incident.objects.open().filter(key=key).exists():
        return []
    return [
        incidents.draft(
            key, kind=ENGINE, reason=str(reason)[:200], facts=facts, subject=about, now=now
        )
    ]
