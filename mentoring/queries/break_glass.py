"""Emergency accesses: those one asked for, those to approve or sign off, those about oneself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from mentoring.machines.break_glass import BreakGlassState as S
from mentoring.machines.break_glass_codes import Opened
from mentoring.models import AccessRecord, BreakGlass, SealedNote
from mentoring.models.seen import held
from mentoring.queries import access
from mentoring.vocabulary import Purpose

A_PAGE = 100
TO_LOOK_AT = (S.ASKED, S.APPROVED, S.OPEN, S.OVER)


def to_look_at(user: Any, now: datetime) -> Sequence[BreakGlass]:
    """Those that are not over: to be approved, used or signed off, the oldest first."""
    return list(_rows(user, now).filter(state__in=TO_LOOK_AT).order_by("asked_at", "pk")[:A_PAGE])


def ended(user: Any, now: datetime) -> Sequence[BreakGlass]:
    """The latest first."""
    rows = _rows(user, now).exclude(state__in=TO_LOOK_AT)
    return list(rows.order_by("-asked_at", "-pk")[:A_PAGE])


def _rows(user: Any, now: datetime) -> Any:
    """Not those about oneself, which stand among one's own."""
    rows = access.rows("break_glass", user, now).exclude(person__user=user)
    return rows.select_related(*BreakGlass.related)


def told(user: Any) -> Sequence[BreakGlass]:
    """Those about the user that they were told of."""
    rows = BreakGlass.objects.filter(person__user=user, tells_client=True)
    return list(rows.select_related("asked_by").order_by("-opened_at", "-pk")[:A_PAGE])


def kept_from(client: Any) -> Q:
    """Access records that a person is not told of, as long as a safety rule forbids it."""
    rows = BreakGlass.objects.filter(person=client, tells_client=False)
    return Q(purpose=Purpose.BREAK_GLASS, actor__in=rows.values("asked_by__user"))


def own_notes(glass: BreakGlass, user: Any, now: datetime) -> Sequence[SealedNote]:
    """The reason, and what was found at the sign-off."""
    rows = SealedNote.objects.visible_to(user, now).filter(key=glass.key_id)
    return list(rows.order_by("pk"))


def opened_notes(glass: BreakGlass, user: Any, now: datetime) -> Sequence[SealedNote]:
    """What it opens, the newest first; the caller has looked that it is open to the user."""
    rows = SealedNote.objects.with_relations(user, now).filter(_of_person(glass))
    found = rows.order_by("-created_at", "-pk")[:A_PAGE]
    return [note for note in found if "emergency" in held(note, "sealed_note")]


def openings(glass: BreakGlass) -> Sequence[AccessRecord]:
    """Each text that was opened by it, in that order; the caller has looked who asks."""
    rows = AccessRecord.objects.filter(
        _of_person(glass),
        purpose=Purpose.BREAK_GLASS,
        actor=glass.asked_by.user_id,
        at__range=(glass.opened_at, glass.ended_at or glass.closes_at),
    )
    return list(rows.select_related("note").order_by("at", "pk"))


def _of_person(glass: BreakGlass) -> Q:
    if glass.opens == Opened.PERFORMANCE:
        return Q(key__performance_counselling__client=glass.person_id)
    return Q(key__counselling_case__client=glass.person_id)
