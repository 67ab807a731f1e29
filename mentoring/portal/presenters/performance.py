"""A counselling on performance in words: what was written of it, and to whom the result goes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy

from mentoring import rules
from mentoring.machines.performance import PerformanceState
from mentoring.models.performance import BEHAVIOUR, RESULT, STATEMENT
from mentoring.portal.presenters import words
from mentoring.portal.presenters.data_requests import Line
from mentoring.queries import performance as queries

TITLES: Final[Mapping[str, Any]] = {
    BEHAVIOUR: gettext_lazy("How the person works, and what it leads to"),
    RESULT: gettext_lazy("Result of the counselling"),
    STATEMENT: gettext_lazy("Statement of the client"),
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
