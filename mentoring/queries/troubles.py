"""What cannot go on by itself: escalations that reached nobody, incidents, copies that are late.

All of it as the permission table shows it to somebody; never what a notice says.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Concat

from mentoring.models import Relationship, Session
from mentoring.queries import access, reach
from notifications.models import Delivery, DeliveryState, Incident, Notice
from workflows.models import Deadline

LATE_AFTER = timedelta(minutes=15)  # a copy leaves within seconds of its time
UNROUTABLE = "unroutable"


def unroutable(user: Any, now: datetime) -> QuerySet[Notice]:
    """The last alarm of each deadline that is still owed and was not set aside, newest first."""
    rows: QuerySet[Notice] = access.rows("unroutable", user, now)
    rows = rows.annotate(awaits=KT("facts__deadline"))
    same = {"subject_kind": OuterRef("subject_kind"), "subject_id": OuterRef("subject_id")}
    owed = Deadline.objects.open().filter(
        **same, name=OuterRef("awaits"), opened_at__lte=OuterRef("created_at")
    )
    alarms = Notice.objects.annotate(awaits=KT("facts__deadline")).filter(
        **same, kind=OuterRef("kind"), awaits=OuterRef("awaits")
    )
    later = Q(created_at__gt=OuterRef("created_at")) | Q(
        created_at=OuterRef("created_at"), pk__gt=OuterRef("pk")
    )
    aside = Incident.objects.exclude(closed_at=None).filter(
        key=Concat(Value(f"{UNROUTABLE}:"), OuterRef("cause"))
    )
    rows = rows.filter(Exists(owed), ~Exists(alarms.filter(later)), ~Exists(aside))
    return rows.order_by("-created_at", "-pk")


def unroutable_incidents(user: Any, now: datetime) -> QuerySet[Incident]:
    """Those of which not even a coordinator could be told."""
    return _open(user, now).filter(kind=UNROUTABLE).order_by("opened_at", "pk")


def incidents(user: Any, now: datetime) -> QuerySet[Incident]:
    """Open ones, the oldest first; what reached nobody has a page of its own."""
    rows = _open(user, now).exclude(kind=UNROUTABLE)
    return rows.select_related("delivery__notice__recipient", "delivery__endpoint").order_by(
        "opened_at", "pk"
    )


def late_copies(user: Any, now: datetime) -> QuerySet[Delivery]:
    """Copies that should have left and have not, without those an open incident tells of."""
    rows: QuerySet[Delivery] = access.rows("delivery", user, now)
    waiting = (DeliveryState.PENDING, DeliveryState.LEASED)
    late = Q(state=DeliveryState.FAILED) | Q(state__in=waiting, due_at__lte=now - LATE_AFTER)
    late &= ~Q(state=DeliveryState.PENDING, attempts=0, next_attempt_at__gt=now)  # in the queue
    same = Q(delivery=OuterRef("pk")) | Q(delivery__day_mail=OuterRef("day_mail"))
    told = Incident.objects.open().filter(same)
    rows = rows.filter(late).filter(~Exists(told))
    return rows.select_related("notice__recipient", "endpoint").order_by("due_at", "pk")


def counts(user: Any, now: datetime) -> tuple[int, int, int, int]:
    """How much reached nobody, how many other incidents are open, copies late and people hard to
    reach of whom something is awaited; one statement."""
    lists: dict[str, QuerySet[Any]] = {
        "lost": unroutable(user, now),
        "alarms": unroutable_incidents(user, now),
        "open": incidents(user, now),
        "late": late_copies(user, now),
        "unreached": reach.urgent(user, now),
    }
    numbers = {name: _number(rows) for name, rows in lists.items()}
    found = get_user_model().objects.filter(pk=user.pk).values_list(*numbers.values()).get()
    lost, alarms, others, late, unreached = found
    return lost + alarms, others, late, unreached


def _number(rows: QuerySet[Any]) -> Subquery:
    """How many rows, as a part of another statement."""
    every = rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    return Subquery(every.annotate(number=Count("pk")).values("number"))


def is_late(copy: Delivery, now: datetime) -> bool:
    """Whether the copy is one of those, or would be without an incident."""
    waiting = copy.state in (DeliveryState.PENDING, DeliveryState.LEASED)
    queued = copy.state == DeliveryState.PENDING and not copy.attempts
    if queued and copy.next_attempt_at > now:
        return False
    return copy.state == DeliveryState.FAILED or (waiting and copy.due_at <= now - LATE_AFTER)


def subjects(rows: Iterable[Notice | Incident]) -> dict[tuple[str, int], Relationship | Session]:
    """What these are about, by kind and key; one statement for each kind."""
    wanted: dict[str, set[int]] = {Relationship.kind: set(), Session.kind: set()}
    for row in rows:
        if row.subject_kind in wanted and row.subject_id is not None:
            wanted[row.subject_kind].add(row.subject_id)
    found: dict[tuple[str, int], Relationship | Session] = {}
    for model in (Relationship, Session):
        if keys := wanted[model.kind]:
            every = model.objects.filter(pk__in=keys).select_related(*model.related)
            found |= {(row.kind, row.pk): row for row in every.order_by("pk")}
    return found


def _open(user: Any, now: datetime) -> QuerySet[Incident]:
    rows: QuerySet[Incident] = access.rows("incident", user, now).filter(closed_at=None)
    return rows
