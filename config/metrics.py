"""`/metrics` for Prometheus: what waits and for how long, counted in the database when asked.

Counts and ages only, never who. Closed to everybody but the holder of METRICS_TOKEN; without a
token, to everybody but this machine, and then only where no proxy makes strangers look local.
"""

import math
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from config.health import Ages, ages
from mentoring.models import WALLED
from notifications import pace
from notifications.models import Delivery, DeliveryState, Incident
from workflows.models import EngineState
from workflows.now import now as clock_now
from workflows.registry import machines

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED")

Counts = Mapping[tuple[str, ...], int]


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The present figures, 404 for those who may not see them, 503 without a database."""
    if not _admitted(request):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    try:
        registry.register(Figures(clock_now()))
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _admitted(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    proxied = settings.SECURE_PROXY_SSL_HEADER or any(name in request.META for name in FORWARDED)
    return not proxied and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class Figures:
    """A collector that holds the figures of one moment; the two ages come first."""

    def __init__(self, now: datetime) -> None:
        self.families = list(figures(now))

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self.families


def figures(now: datetime) -> Iterator[GaugeMetricFamily]:
    yield from _ages(ages(now))
    yield _gauge(
        "bimbing_held",
        "1 while the storm guard holds the sweep.",
        float(EngineState.objects.exclude(held_reason="").exists()),
    )
    yield _counted(
        "bimbing_open_items", "Items that are not finished.", ("kind", "state"), _open_items()
    )
    yield _counted(
        "bimbing_deliveries",
        "Copies of notices that are not settled: waiting, being sent, failed and left to a person.",
        ("state",),
        _deliveries(),
    )
    yield from _queues(now)
    yield _counted(
        "bimbing_incidents_open",
        "Troubles that wait for a person.",
        ("kind",),
        _count(Incident.objects.open(), "kind"),
    )


def _queues(now: datetime) -> Iterator[GaugeMetricFamily]:
    found = pace.queues(now)
    yield _counted(
        "bimbing_queue_mails",
        "Mails that are due and have not left.",
        ("channel",),
        {(queue.channel,): queue.mails for queue in found},
    )
    family = GaugeMetricFamily(
        "bimbing_queue_end_seconds",
        "Until the last of them has left, at the pace set.",
        None,
        ["channel"],
    )
    for queue in found:
        ends = queue.ends_at or now
        family.add_metric((queue.channel,), (ends - now).total_seconds())
    yield family


def _ages(found: Ages) -> Iterator[GaugeMetricFamily]:
    """Nothing waiting is age 0; an engine that has never swept is infinitely late."""
    for name, said in (
        ("oldest_overdue_deadline_seconds", "How late the oldest deadline is that should ring."),
        ("oldest_due_delivery_seconds", "How long the oldest due copy has been waiting."),
    ):
        yield _gauge(f"bimbing_{name}", said, found[name] or 0.0)
    beat = found["heartbeat_seconds"]
    yield _gauge(
        "bimbing_sweep_heartbeat_age_seconds",
        "Time since the last sweep; +Inf before the first.",
        math.inf if beat is None else beat,
    )


def _open_items() -> Counts:
    found: dict[tuple[str, ...], int] = {}
    for kind, machine in sorted(machines().items()):
        if machine.kind in WALLED:
            continue  # even a number would tell
        model: Any = machine  # concrete, with the state column that its abstract parents lack
        counts = _count(model.objects.exclude(state__in=model.final), "state")
        for state, _ in model._meta.get_field("state").choices:
            if state not in model.final:
                found[kind, state] = counts.get((state,), 0)
    return found


def _deliveries() -> Counts:
    """Settled copies are left out: counting a history at each scrape would cost more every year."""
    waiting = (DeliveryState.PENDING, DeliveryState.LEASED)
    found: dict[tuple[str, ...], int] = {}
    for state in waiting:  # one by one: each has a partial index of its own
        found[state.value,] = Delivery.objects.filter(state=state).count()
    failed = Incident.objects.open().filter(delivery__state=DeliveryState.FAILED)
    found[DeliveryState.FAILED.value,] = failed.count()
    return found


def _count(rows: "QuerySet[Any]", column: str) -> Counts:
    counted = rows.order_by().values_list(column).annotate(number=Count("pk"))
    return {(value,): number for value, number in counted}


def _gauge(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, said, value=value)


def _counted(name: str, said: str, labels: tuple[str, ...], counts: Counts) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, said, labels=labels)
    for values, number in sorted(counts.items()):
        family.add_metric(values, number)
    return family
