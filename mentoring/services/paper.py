"""Sheets and lines of text on paper, with fonts that every printer has."""

import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from django.utils.html import escape
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, HRFlowable, Image, Paragraph, SimpleDocTemplate

# Bitstream Vera comes with reportlab and is embedded: every printer then has every letter.
PLAIN, BOLD = "Vera", "VeraBd"
LOGO = (60 * mm, 18 * mm)


def as_pdf(title: str, story: Iterable[Flowable], *, margin: float) -> bytes:
    """Sheets of A4; `margin` in points on every side."""
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title=title,
        author="Bimbing",
    )
    document.build(list(story))
    return file.getvalue()


def line(markup: str, size: int = 11, *, bold: bool = False, after: float = 2 * mm) -> Paragraph:
    """A paragraph of safe markup, in points."""
    text = _drawable(markup)
    style = ParagraphStyle(
        "line",
        fontName=BOLD if bold else PLAIN,
        fontSize=size,
        leading=size * 1.4,
        spaceAfter=after,
        splitLongWords=True,
    )
    return Paragraph(text, style)


def picture(content: bytes, most: tuple[float, float]) -> Flowable:
    """At the left margin, as large as `most` (points) allows."""
    return Image(io.BytesIO(content), *most, kind="proportional", hAlign="LEFT")


def head(lines: Sequence[str], logo: bytes | None = None) -> Iterator[Flowable]:
    """A letterhead: a picture if there is one, then the lines, the first of them in bold."""
    if logo is not None:
        yield picture(logo, LOGO)
    for number, said in enumerate(lines):
        yield line(escape(said), 11 if number else 14, bold=not number, after=0)
    yield HRFlowable(width="100%", spaceBefore=2 * mm, spaceAfter=6 * mm)


@cache
def _letters() -> frozenset[int]:
    """Load the fonts; the letters they have."""
    plain = TTFont(PLAIN, f"{PLAIN}.ttf")
    for font in (plain, TTFont(BOLD, f"{BOLD}.ttf")):
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    return frozenset(plain.face.charToGlyph)


def _drawable(text: str) -> str:
    """Letters the font lacks lose their marks; what has no plain form becomes a question mark."""
    known = _letters()
    return "".join(letter if ord(letter) in known else _plain(letter) for letter in text)


def _plain(letter: str) -> str:
    known = _letters()
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if ord(part) in known) or "?"
