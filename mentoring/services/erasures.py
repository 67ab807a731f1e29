"""Erasures held against the database: what a restored backup has brought back is erased again."""

from datetime import datetime

from django.db import transaction

from mentoring.queries import sealed_state
from mentoring.sealing import case_keys, erasure, erasure_list


def apply(now: datetime) -> tuple[int, int]:
    """How many cases were erased again, and how many erasures were missing on the list.

    It may be stopped and run again.
    """
    again = [_erase(pk, now) for pk in sealed_state.standing().values_list("pk", flat=True)]
    missing = sealed_state.unlisted()
    for uid, at in missing.items():
        erasure_list.append(uid, at)
    return sum(again), len(missing)


@transaction.atomic
def _erase(pk: int, now: datetime) -> bool:
    [key] = case_keys.locked([pk])
    if key.destroyed_at is not None:
        return False
    erasure.erase(key, None, now)
    return True
