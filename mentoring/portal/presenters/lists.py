"""A list of equal lateness: each item with who is late, what is still awaited before the rest."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from notifications import lists
from notifications.models import Notice
from workflows.models import Deadline

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    url: str
    late: str
    pair: str
    awaited: bool
    key: str


def of_notice(head: Notice, number: str) -> dict[str, Any]:
    """What the page of a notice shows besides, if it is the first of several."""
    if not lists.number(head):
        return {}
    found: Page[Notice] = Paginator(_rows(head), A_PAGE).get_page(number)
    return {"lines": [_line(row) for row in found], "page": found}


def _rows(head: Notice) -> Any:
    open_one = Deadline.objects.open().filter(
        subject_kind=OuterRef("subject_kind"),
        subject_id=OuterRef("subject_id"),
        name=str(head.facts["deadline"]),
    )
    rows = Notice.objects.filter(Q(pk=head.pk) | Q(listed_in=head))
    return rows.annotate(awaited=Exists(open_one)).order_by("-awaited", "created_at", "pk")


def _line(row: Any) -> Line:
    facts = row.facts
    names = [facts["mentee"], facts["practitioner"]]
    return Line(
        url=reverse(f"portal:{row.subject_kind}", args=[facts["uid"]]),
        late=facts["late"],
        pair=" – ".join(name for name in names if name),
        awaited=row.awaited,
        key=f"{row.subject_kind}:{facts['uid']}:{facts['deadline']}",
    )
