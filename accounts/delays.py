"""Soft, growing delays: guessing gets slow, and nobody is locked out for good.

A try is counted before the password is looked at, under a lock, so that many tries at once are not
cheaper than one after the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from accounts.models import Delay


@dataclass(frozen=True, slots=True)
class Pace:
    """`free` tries at once; then a wait that doubles from `first` to `longest`."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta = timedelta(hours=24)

    def wait(self, tries: int) -> timedelta:
        beyond = tries - self.free
        if beyond < 0:
            return timedelta()
        return min(self.longest, self.first * (1 << min(beyond, 20)))


MINUTE = timedelta(minutes=1)
PASSWORD = Pace(free=5, first=MINUTE / 2, longest=15 * MINUTE)
CODE = Pace(free=5, first=MINUTE, longest=60 * MINUTE)
MAIL = Pace(free=3, first=2 * MINUTE, longest=60 * MINUTE)
# A whole office may share one address.
ADDRESS = Pace(free=50, first=MINUTE / 6, longest=5 * MINUTE, forgotten=60 * MINUTE)

Buckets = Mapping[str, Pace]


def bucket(kind: str, value: str) -> str:
    return salted_hmac("accounts.delay", f"{kind}:{value}", algorithm="sha256").hexdigest()


@transaction.atomic
def take_turn(buckets: Buckets, *, now: datetime) -> timedelta | None:
    """Count a try in every bucket; or, if one of them has to wait, count nothing: how long."""
    fresh = [Delay(bucket=name, next_at=now, last_at=now) for name in buckets]
    Delay.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = list(
        Delay.objects.select_for_update().filter(bucket__in=list(buckets)).order_by("bucket")
    )
    until = max((row.next_at for row in rows), default=now)
    if until > now:
        return until - now
    for row in rows:
        pace = buckets[row.bucket]
        row.tries = 1 if row.last_at < now - pace.forgotten else row.tries + 1
        row.next_at, row.last_at = now + pace.wait(row.tries), now
    Delay.objects.bulk_update(rows, ["tries", "next_at", "last_at"])
    return None


def forgive(buckets: Buckets, *, now: datetime) -> None:
    """The try was good: it does not count where many share a bucket, elsewhere all is forgotten."""
    shared = [name for name, pace in buckets.items() if pace is ADDRESS]
    own = [name for name in buckets if name not in shared]
    Delay.objects.filter(bucket__in=own).delete()
    Delay.objects.filter(bucket__in=shared, tries__gt=0).update(tries=F("tries") - 1, next_at=now)


def forget_old(*, now: datetime) -> None:
    Delay.objects.filter(last_at__lt=now - timedelta(days=2)).delete()
