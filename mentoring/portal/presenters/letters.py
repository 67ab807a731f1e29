"""Notices as the inbox shows them; one that cannot be rendered still has a line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notifications import rendering
from notifications.errors import RenderError
from notifications.models import Notice
from notifications.rendering import Words


@dataclass(frozen=True, slots=True)
class Line:
    notice: Notice
    title: str


def lines(rows: Iterable[Notice]) -> Sequence[Line]:
    return [Line(row, rendering.title(row)) for row in rows]


def opened(row: Notice) -> Words:
    try:
        return rendering.shown(row)
    except RenderError:
        return Words(rendering.title(row), "", "", "", "")
