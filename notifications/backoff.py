"""When to try a copy again: a decision as a value. Imports nothing but the standard library."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=4)
MOST_ATTEMPTS = 12
JITTER = 0.2


@dataclass(frozen=True, slots=True)
class RetryDecision:
    """`retry_at` None: not again by itself, a person must decide."""

    retry_at: datetime | None


GIVE_UP = RetryDecision(retry_at=None)


def after_failure(
    attempts: int, *, permanent: bool, delivery: UUID, now: datetime
) -> RetryDecision:
    """What follows the attempt number `attempts` (1 is the first), which failed at `now`."""
    if permanent or attempts >= MOST_ATTEMPTS:
        return GIVE_UP
    doubled = min(FIRST * 2 ** (attempts - 1), LONGEST)
    return RetryDecision(retry_at=now + doubled * (1 + JITTER * spread(delivery, attempts)))


def spread(delivery: UUID, attempts: int) -> float:
    """From -1 to 1, the same for the same attempt, so that many do not come back at once."""
    digest = hashlib.sha256(delivery.bytes + attempts.to_bytes(4, "big")).digest()
    return int.from_bytes(digest[:4], "big") / 0x7FFFFFFF - 1
