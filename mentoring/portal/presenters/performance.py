"""A counselling on performance in words: what was written of it, and to whom the result goes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mentoring import permissions, rules
from mentoring.machines.performance import PerformanceState
from mentoring.portal.presenters import words
from mentoring.portal.presenters.data_requests import Line
from mentoring.queries import access
from mentoring.queries import performance as queries
from mentoring.services.performance import TITLES


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


def _closed(row: Any, user: Any) -> Closed:
    fields = permissions.fields(row.kind, access.held(row, row.kind))
    return Closed(
        url=words.address(row),
        client=_("You") if row.client.user_id == user.pk else row.client.display_name,
        counsellor=row.counsellor.display_name if row.counsellor else "",
        held_at=row.held_at,
        closed_at=row.closed_at,
        state=row.get_state_display(),
        tone=words.tone(row),
        follow_up=row.get_follow_up_display() if "follow_up" in fields else "",
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
