"""A counselling on performance in words: what was written of it, and to whom the result goes."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring import permissions, rules
from mentoring.machines.performance import PerformanceState
from mentoring.portal.presenters import words
from mentoring.portal.presenters.data_requests import Line
from mentoring.queries import access
from mentoring.queries import performance as queries
from mentoring.services.performance import TITLES
from mentoring.services.roster_rows import may_be_formula

# What whoever signs by a file, or enters one, is told beforehand.
HINTS: Final[Mapping[str, Any]] = {
    "sign_by_file": gettext_lazy(
        "Open the form on its page, print it as a PDF, sign that PDF with your own signature, and"
        " hand it in here. It counts like signing in the portal, and the form says that it came"
        " as a file. It is kept sealed."
    ),
    "enter_scan": gettext_lazy(
        "Scan or photograph the signed paper; several pages as one PDF. It counts like signing in"
        " the portal, and the form says that you entered it. The scan is kept sealed."
    ),
}


@dataclass(frozen=True, slots=True)
class Written:
    """That a text is there for the reader, by whom and since when; never the text."""

    title: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Closed:
    """That one was, when it was held, and what followed if the reader may know it."""

    url: str
    client: str
    counsellor: str
    held_at: datetime | None
    closed_at: datetime
    state: str
    tone: str
    follow_up: str


def closed(rows: Iterable[Any], user: Any) -> Sequence[Closed]:
    return [_closed(row, user) for row in rows]


def closed_as_csv(rows: Iterable[Any]) -> str:
    """The same as lines of a file, days instead of hours; no text begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = (_("Client"), _("Counsellor"), _("Held"), _("Closed"), _("State"), _("What follows"))
    writer.writerow(head)
    for row in rows:
        cells = (
            row.client.display_name,
            row.counsellor.display_name if row.counsellor else "",
            rules.office_day(row.held_at).isoformat() if row.held_at else "",
            rules.office_day(row.closed_at).isoformat(),
            row.get_state_display(),
            _follow_up(row),
        )
        writer.writerow([f"'{cell}" if may_be_formula(cell) else cell for cell in cells])
    return out.getvalue()


def _follow_up(row: Any) -> str:
    """For whoever may know it."""
    fields = permissions.fields(row.kind, access.held(row, row.kind))
    return str(row.get_follow_up_display()) if "follow_up" in fields else ""


def _closed(row: Any, user: Any) -> Closed:
    return Closed(
        url=words.address(row),
        client=_("You") if row.client.user_id == user.pk else row.client.display_name,
        counsellor=row.counsellor.display_name if row.counsellor else "",
        held_at=row.held_at,
        closed_at=row.closed_at,
        state=row.get_state_display(),
        tone=words.tone(row),
        follow_up=_follow_up(row),
    )


def written(item: Any, user: Any, now: datetime) -> Sequence[Written]:
    people = (item.client, item.appraiser, item.counsellor)
    names = {one.user_id: one.display_name for one in people if one}
    notes = {note.field: note for note in queries.latest_notes(item, user, now)}
    return [
        Written(str(title), names.get(notes[field].author_id, ""), notes[field].created_at)
        for field, title in TITLES.items()
        if field in notes
    ]


def texts(found: Mapping[str, str]) -> Sequence[Text]:
    return [Text(str(title), found[field]) for field, title in TITLES.items() if field in found]


def papers(items: Iterable[Any], user: Any) -> Sequence[Line]:
    """Forms whose signatures on paper the reader may enter."""
    return [
        Line(
            what=words.title(one, user),
            url=words.address(one),
            state=one.get_state_display(),
            tone=words.tone(one),
            who="",
            due_at=None,
            late=False,
        )
        for one in items
    ]


def receiver(item: Any, relations: Collection[str], now: datetime) -> str:
    """Whom the counsellor will report to, said before they do."""
    if item.state != PerformanceState.SIGNED or "counsellor" not in relations:
        return ""
    found = item.receiver(rules.office_day(now))
    return found.display_name if found else ""
