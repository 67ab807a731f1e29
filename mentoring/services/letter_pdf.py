"""A letter for somebody above whom no escalation goes: what is late, never what about."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from accounts.models import User
from mentoring.services import paper
from mentoring.services.paper import line
from notifications.models import Notice
from notifications.templatetags.wall_clock import moment

MARGIN: Final = 25 * mm


def as_pdf(
    notice: Notice,
    what: str,
    letterhead: Sequence[str],
    logo: bytes | None,
    *,
    by: User,
    now: datetime,
) -> bytes:
    """One page about an escalation that reached nobody; `what` is what was awaited."""
    facts = notice.facts
    head = letterhead or [facts.get("organisation", "")]
    story = [*paper.head(head, logo), *_story(facts, notice.path, what, by, now)]
    return paper.as_pdf(_("Letter about a time limit"), story, margin=MARGIN)


def addressee(path: Sequence[Any]) -> str:
    """The last person the search came to; empty if it came to none."""
    names = [hop["name"] for hop in path if isinstance(hop, dict) and hop.get("name")]
    return names[-1] if names else ""


def _story(
    facts: Mapping[str, Any], path: Sequence[Any], what: str, by: User, now: datetime
) -> Iterator[Flowable]:
    yield line(escape(_("Letter about a time limit")), 12, bold=True, after=8 * mm)
    yield line(format_html(_("To: {name}"), name=addressee(path) or "…………………………………………"))
    yield line(format_html(_("From: {name}, service coordinator"), name=by.display_name))
    yield line(
        format_html(_("Date: {day}"), day=date_format(localtime(now), "j F Y")), after=8 * mm
    )
    for said in _body(facts, what):
        yield line(said, after=4 * mm)
    yield Spacer(1, 20 * mm)
    yield line(escape(_("Seen on: ……………………   Signature: ……………………………………")))


def _body(facts: Mapping[str, Any], what: str) -> Iterator[str]:
    due = parse_datetime(facts["due_at"]) if facts.get("due_at") else None
    yield format_html(
        _("In the programme <b>{programme}</b> a step of <b>{late}</b> is overdue: {what}."),
        programme=facts.get("programme", ""),
        late=facts.get("late", ""),
        what=what,
    )
    if due is not None:
        yield format_html(_("It was due {due}."), due=moment(due))
    yield escape(
        _(
            "The system tells nobody of your rank by itself; that is why this letter is handed to"
            " you. A short word with those concerned is usually enough."
        )
    )
    yield escape(_("This is about the date only: what the two talk about stays between them."))
