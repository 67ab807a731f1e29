"""Lists: notices of one occasion to one person that are told as one."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from notifications.models import Notice

NAMED = 10  # in a mail; the portal has them all


def counted(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the number of those listed, so that showing many costs no statement each."""
    others = Notice.objects.filter(listed_in=OuterRef("pk")).order_by()
    found = others.values("listed_in").annotate(number=Count("pk")).values("number")
    with_number: QuerySet[Any] = rows.annotate(number_listed=Coalesce(Subquery(found), 0))
    return with_number


def number(head: Notice) -> int:
    """How many others are told with it."""
    if head.list_key is None:
        return 0
    known: int | None = getattr(head, "number_listed", None)
    return items(head).count() if known is None else known


def items(head: Notice) -> QuerySet[Notice]:
    """The others of the list."""
    return Notice.objects.filter(listed_in=head)


def first_facts(head: Notice) -> list[dict[str, Any]]:
    """What the first ones say, the head's own before them."""
    known: list[dict[str, Any]] | None = getattr(head, "facts_listed", None)
    if known is not None:
        return [head.facts, *known]
    others = items(head).order_by("created_at", "pk").values_list("facts", flat=True)
    return [head.facts, *others[: NAMED - 1]]
