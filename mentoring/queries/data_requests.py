"""Requests about personal data: one's own, and those one answers for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mentoring import rules
from mentoring.machines.data_request import END
from mentoring.models import DataRequest, SealedNote

A_PAGE = 100


def own(user: Any) -> Sequence[DataRequest]:
    """What the user has asked, the latest first."""
    rows = DataRequest.objects.filter(person__user=user).select_related(*DataRequest.related)
    return list(rows.order_by("-received_at", "-pk")[:A_PAGE])


def to_answer(user: Any, now: datetime) -> Sequence[DataRequest]:
    """Those that await the user's answer, the oldest first, so that the next due comes first."""
    return _theirs(user, now, ended=False)


def answered(user: Any, now: datetime) -> Sequence[DataRequest]:
    """Those that are over, the latest first."""
    return _theirs(user, now, ended=True)


def _theirs(user: Any, now: datetime, *, ended: bool) -> Sequence[DataRequest]:
    theirs = DataRequest.objects.filter(rules.answers_request(user, now)).values("pk")
    rows = DataRequest.objects.filter(pk__in=theirs).select_related(*DataRequest.related)
    rows = rows.filter(state__in=END) if ended else rows.exclude(state__in=END)
    order = ("-received_at", "-pk") if ended else ("received_at", "pk")
    found = list(rows.order_by(*order)[:A_PAGE])
    for row in found:
        row.as_of = now
    return found


def notes(request: DataRequest, user: Any, now: datetime) -> list[SealedNote]:
    """The sealed texts of a request that the user sees, in the order they were written."""
    rows = SealedNote.objects.visible_to(user, now).filter(key=request.key_id)
    return list(rows.order_by("pk"))
