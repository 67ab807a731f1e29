"""Is it alive, is it ready: the ages that show a standstill, never who waits for what.

Readiness says whether people are being served in time, so it fails when deadlines ring late or
the engine has stopped, not only when the database is away.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min, Q
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.models import Delivery
from workflows.models import Deadline, EngineState
from workflows.now import database_time
from workflows.now import now as clock_now

LATE = 120  # seconds
HOUR = 3600  # seconds
HELD = "the sweep is held: the clock is not believed"

Ages = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Standstill:
    """An age by name, and what to say when it is above `most` (or unknown, if `needed`)."""

    name: str
    said: str
    needed: bool = False
    most: int = LATE


STANDSTILLS = (
    Standstill("oldest_overdue_deadline_seconds", "deadlines are not being rung"),
    Standstill("oldest_due_delivery_seconds", "deliveries are not being sent"),
    Standstill("heartbeat_seconds", "the engine is not sweeping", needed=True),
    Standstill("audit_seconds", "nothing has been audited for hours", most=3 * HOUR),
)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"live": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when people are served in time, else 503 with the reasons."""
    try:
        if unapplied():
            return answer(["migrations are not applied"], {})
        found = ages(clock_now())
        held = EngineState.objects.exclude(held_reason="").exists()
    except DatabaseError:
        return answer(["the database does not answer"], {})
    return answer([HELD] * held + reasons(found), found)


def answer(why_not: list[str], found: Ages) -> JsonResponse:
    body = {"ready": not why_not, "reasons": why_not, **found}
    return JsonResponse(body, status=503 if why_not else 200)


def unapplied() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def ages(now: datetime) -> Ages:
    """How long the oldest of each has been waiting; None where nothing waits."""
    unheld = Q(held_until=None) | Q(held_until__lte=now)
    deadlines = Deadline.objects.open().filter(unheld, next_due_at__lte=now)
    engine = EngineState.objects.first()
    oldest = (
        deadlines.aggregate(oldest=Min("next_due_at"))["oldest"],
        Delivery.objects.due(now).aggregate(oldest=Min("next_attempt_at"))["oldest"],
        engine and engine.last_sweep_at,
        engine and engine.audited_at and now - (database_time() - engine.audited_at),
    )
    return {
        standstill.name: max(0.0, (now - since).total_seconds()) if since else None
        for standstill, since in zip(STANDSTILLS, oldest, strict=True)
    }


def reasons(found: Ages) -> list[str]:
    return [one.said for one in STANDSTILLS if _stands_still(one, found[one.name])]


def _stands_still(one: Standstill, age: float | None) -> bool:
    return one.needed if age is None else age > one.most
