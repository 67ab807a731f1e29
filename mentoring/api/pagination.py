"""Pages by cursor: nothing is counted, and a cursor says nothing but where to go on."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from mentoring.api.errors import Problem, field_problem

PAGE = 30
MOST = 100
_LIMIT = re.compile("[0-9]{1,6}")
_signer = signing.Signer(salt="api.cursor")
NOT_A_CURSOR = _("This cursor is not one of ours.")
NOT_A_LIMIT = _("This is not a number from 1 to 100.")


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    next: str | None


def page(request: Request, rows: QuerySet[Any], order: Sequence[str], key: str = "uid") -> Page:
    """Rows after the cursor, in a total order (its last column is unique), and the next address."""
    limit = limit_of(request)
    if cursor := request.query_params.get("cursor"):
        rows = rows.filter(_after(rows.model, order, key, _uid(cursor)))
    found = list(rows.order_by(*order)[: limit + 1])
    if len(found) <= limit:
        return Page(found, None)
    return Page(found[:limit], onward(request, getattr(found[limit - 1], key).hex))


def onward(request: Request, after: str) -> str:
    """The address of the next page; where it begins is signed, so that only ours are followed."""
    query = request.query_params.copy()
    query["cursor"] = _signer.sign(after)
    return f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"


def limit_of(request: Request, otherwise: int = PAGE) -> int:
    given = request.query_params.get("limit", str(otherwise))
    if not (_LIMIT.fullmatch(given) and 1 <= int(given) <= MOST):
        raise field_problem("limit", NOT_A_LIMIT, remedy=_("Give a number from 1 to 100."))
    return int(given)


def _uid(cursor: str) -> uuid.UUID:
    try:
        return uuid.UUID(after(cursor))
    except ValueError:
        raise not_a_cursor() from None


def after(cursor: str) -> str:
    """What `onward` has signed."""
    try:
        return _signer.unsign(cursor)
    except signing.BadSignature:
        raise not_a_cursor() from None


def not_a_cursor() -> Problem:
    remedy = _("Follow the address in “next”, or leave the cursor out.")
    return field_problem("cursor", NOT_A_CURSOR, remedy=remedy)


def _after(model: type[Model], order: Sequence[str], key: str, uid: uuid.UUID) -> Q:
    """Behind the row the last page ended with, column by column."""
    columns = [name.lstrip("-") for name in order]
    last = model._base_manager.filter(**{key: uid}).values_list(*columns).first()
    behind, same = Q(pk__in=[]), Q()
    for name, column, value in zip(order, columns, last or (), strict=last is not None):
        step = "lt" if name.startswith("-") else "gt"
        behind |= same & Q(**{f"{column}__{step}": value})
        same &= Q(**{column: value})
    return behind
