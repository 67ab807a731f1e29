"""What a coordinator works on beside requests: programmes, rosters sent in, slips to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mentoring import relations
from mentoring.models import Person, Programme, RosterImport, RosterRow, RosterUpload, Slip
from mentoring.queries import access

Verdict = RosterRow.Verdict


@dataclass(frozen=True, slots=True)
class UnitSlips:
    """A unit's slips; `uid` is the unit's."""

    uid: UUID
    agency: str
    unit: str
    open: int
    printed: int


def programmes(user: Any, now: datetime) -> QuerySet[Programme]:
    """Those the user coordinates."""
    own = Programme.objects.filter(relations.PROGRAMME["coordinator"](user, now))
    rows = Programme.objects.filter(Exists(own.filter(pk=OuterRef("pk"))))
    return rows.select_related("organisation__calendar").order_by("-starts_on", "name", "pk")


def uploads(user: Any, now: datetime) -> QuerySet[RosterUpload]:
    """Rosters sent in and not forgotten yet, the newest first, without what is in them."""
    rows: QuerySet[RosterUpload] = access.rows("roster_upload", user, now)
    rows = rows.defer("content", "preview", "rejects")
    return rows.select_related("programme", "by").order_by("-created_at", "-pk")


def imports(user: Any, now: datetime) -> QuerySet[RosterImport]:
    """Files brought in by whatever way, the newest first, each with its rows by verdict."""
    rows: QuerySet[RosterImport] = access.rows("roster_import", user, now)
    counts: dict[str, Any] = {
        f"{verdict.value}_rows": Count("rows", filter=Q(rows__verdict=verdict))
        for verdict in Verdict
    }
    rows = rows.annotate(**counts).select_related("programme", "by")
    return rows.order_by("-started_at", "-pk")


def programmes_with_slips(user: Any, now: datetime) -> QuerySet[Programme]:
    """Each with how many slips are open, and how many there are."""
    return programmes(user, now).annotate(
        all_slips=Count("slips"), open_slips=Count("slips", filter=Q(slips__printed_at=None))
    )


def programmes_with_slip_of(person: Person, user: Any, now: datetime) -> QuerySet[Programme]:
    """Of the user's programmes those in which the person has a slip."""
    return programmes(user, now).filter(slips__person=person)


def slips_by_unit(programme: Programme) -> Sequence[UnitSlips]:
    """In the order they are handed out; one statement."""
    unit = "person__unit"
    rows = (
        Slip.objects.filter(programme=programme)
        .values_list(f"{unit}__uid", f"{unit}__organisation__name", f"{unit}__name")
        .annotate(
            open=Count("pk", filter=Q(printed_at=None)),
            printed=Count("pk", filter=Q(printed_at__isnull=False)),
        )
        .order_by(f"{unit}__organisation__name", f"{unit}__name", f"{unit}__uid")
    )
    return [UnitSlips(*row) for row in rows]
