"""Erasing a case for good: without its key what it sealed is noise."""

from datetime import datetime

from accounts.models import User
from mentoring.models import CaseKey
from mentoring.sealing import access
from mentoring.vocabulary import Purpose


def erase(key: CaseKey, by: User | None, at: datetime) -> None:
    """Destroy a key that the caller has locked, with a record of it."""
    access.follow(key, None, by, Purpose.ERASURE, at).save(force_insert=True)
    key.wrapped = key.wrapped_before = None
    key.destroyed_at = at
    key.save()
