"""The form of a counselling on performance on paper, ready to be signed by hand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from mentoring.models import PerformanceCounselling, Person
from mentoring.queries.house_styles import of_organisation, picture, written
from mentoring.services import paper, uploads
from mentoring.services.paper import line
from mentoring.services.performance import TITLES
from mentoring.services.signatures import Signature, signatures
from notifications.own_words import PLAIN
from notifications.templatetags.wall_clock import moment

MARGIN: Final = 25 * mm
Texts = Sequence[tuple[str, str]]


def handed_out(item: PerformanceCounselling, found: Mapping[str, str], *, now: datetime) -> bytes:
    """The form with what the reader may know of it, on the agency's paper.

    Remembered, to be known again in what comes back signed.
    """
    style = of_organisation(item.organisation)
    head = written(style, "", "") if style else PLAIN
    logo = picture(head.logo.digest) if head.logo else None
    texts = [(str(title), found[field]) for field, title in TITLES.items() if field in found]
    content = as_pdf(item, texts, head.letterhead, logo)
    uploads.hand_out(item.key, content, now=now)
    return content


def answer(content: bytes) -> HttpResponse:
    said = HttpResponse(content, content_type="application/pdf")
    said.headers["Content-Disposition"] = 'attachment; filename="form.pdf"'
    return said


def as_pdf(
    item: PerformanceCounselling, texts: Texts, letterhead: Sequence[str], logo: bytes | None
) -> bytes:
    """`texts` are titles and what is written below them, as far as the reader may know it."""
    head = letterhead or [item.organisation.name]
    story = [*paper.head(head, logo), *_facts(item), *_texts(texts), *_signatures(item)]
    return paper.as_pdf(_("Form of counselling on performance"), story, margin=MARGIN)


def _facts(item: PerformanceCounselling) -> Iterator[Flowable]:
    yield line(escape(_("Form of counselling on performance")), 12, bold=True, after=6 * mm)
    yield _fact(_("Client"), _named(item.client))
    yield _fact(_("Performance appraiser"), _named(item.appraiser))
    if item.counsellor:
        yield _fact(_("Counsellor"), _named(item.counsellor))
        yield _fact(_("In which way"), item.get_counsellor_kind_display())
    if item.held_at:
        yield _fact(_("Held on"), moment(item.held_at))
    if item.follow_up:
        yield _fact(_("What follows"), item.get_follow_up_display())
    yield Spacer(1, 4 * mm)


def _fact(name: str, said: object) -> Flowable:
    return line(format_html("<b>{}</b>: {}", name, said))


def _named(person: Person) -> str:
    return ", ".join(part for part in (person.display_name, person.position) if part)


def _texts(texts: Texts) -> Iterator[Flowable]:
    for title, text in texts:
        yield line(escape(title), bold=True, after=1 * mm)
        for paragraph in text.splitlines():
            if paragraph.strip():
                yield line(escape(paragraph))
        yield Spacer(1, 3 * mm)


def _signatures(item: PerformanceCounselling) -> Iterator[Flowable]:
    for one in signatures(item):
        yield line(format_html("<b>{}</b>: {}", one.role, one.name), after=1 * mm)
        yield line(escape(_signature(one)), after=8 * mm)


def _signature(one: Signature) -> str:
    if one.at is None:
        return _("Date: ……………………   Signature: ……………………………………")
    said = {"day": date_format(localtime(one.at), "j F Y"), "way": "; ".join(one.ways)}
    return _("Signed on %(day)s: %(way)s") % said
