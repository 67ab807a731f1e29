"""Slips as a PDF to print: sheets of one unit after the other, nothing taken from the system."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import segno
from django.utils.html import escape
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer, Table, TableStyle

from mentoring.models import Programme
from mentoring.services import paper
from mentoring.services.paper import line
from mentoring.services.slips import Printed, by_unit

MARGIN: Final = 12 * mm
PADDING: Final = 5 * mm
SQUARE: Final = 38 * mm


class Square(Flowable):
    """A QR code drawn as squares, sharp at every size."""

    def __init__(self, code: segno.QRCode) -> None:
        super().__init__()
        self.rows = [bytes(row) for row in code.matrix]
        self.width = self.height = SQUARE

    def draw(self) -> None:
        side = SQUARE / len(self.rows)
        for down, row in enumerate(self.rows, 1):
            for across, dark in enumerate(row):
                if dark:
                    left, bottom = across * side, SQUARE - down * side
                    self.canv.rect(left, bottom, side, side, stroke=0, fill=1)


def as_pdf(programme: Programme, printed: Sequence[Printed]) -> bytes:
    """At least one sheet for each unit; a programme without slips is a programming error."""
    if not printed:
        raise ValueError("There is no slip to print.")
    title = _("Slips: %(programme)s") % {"programme": programme}
    return paper.as_pdf(title, _story(printed), margin=MARGIN)


def _story(printed: Sequence[Printed]) -> Iterator[Flowable]:
    for number, (heading, slips) in enumerate(by_unit(printed)):
        if number:
            yield PageBreak()
        yield line(escape(heading), 13, bold=True, after=4 * mm)
        for one in slips:
            yield _slip(one)
            yield Spacer(1, PADDING)


def _slip(one: Printed) -> Table:
    told: list[Any] = [line(escape(one.slip.person), 14, bold=True)]
    told += [line(said) for said in one.words.first]
    if one.code:
        told.append(line(escape(one.code), 15, bold=True))
    told += [line(said) for said in one.words.last]
    across = A4[0] - 2 * MARGIN
    side = SQUARE + 2 * PADDING if one.token else 0
    cells = [told, Square(one.square)] if one.token else [told]
    widths = [across - side, side] if one.token else [across]
    return Table([cells], colWidths=widths, style=_boxed())


def _boxed() -> TableStyle:
    grey = HexColor("#555555")
    return TableStyle(
        [
            ("BOX", (0, 0), (-1, -1), 0.7, grey, None, (3, 3)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
            ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
            ("TOPPADDING", (0, 0), (-1, -1), PADDING),
            ("BOTTOMPADDING", (0, 0), (-1, -1), PADDING - 2 * mm),
        ]
    )
