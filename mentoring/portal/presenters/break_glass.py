"""Emergency accesses in lines: about whom, where each stands, until when something is awaited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mentoring.machines.break_glass import BreakGlassState as S
from mentoring.machines.break_glass_codes import LASTS, Opened
from mentoring.models import BreakGlass, SealedNote
from mentoring.portal.presenters import words
from mentoring.portal.presenters.data_requests import Line
from mentoring.queries import break_glass as queries
from mentoring.queries import own
from mentoring.queries.worklist import duties
from mentoring.services.performance import TITLES
from workflows.models import Deadline

MEANS: Final[Mapping[str, Any]] = {
    "approve": _(
        "If you approve, %(who)s can open it once, for %(minutes)s minutes. In that time everything"
        " sealed in the counselling of %(person)s (%(what)s) can be read by them, if there is any."
        " Each text they open goes on record. You see nothing of it yourself."
    ),
    "refuse": _("If you refuse, nothing is opened. %(who)s is told that it was refused."),
    "withdraw": _("If you withdraw it, nothing is opened. You can ask again."),
    "open": _(
        "For %(minutes)s minutes from now you can read everything sealed in the counselling of"
        " %(person)s (%(what)s), if there is any. Each text you open goes on record with your name."
    ),
    "open_at_once": _(
        "Nobody has approved it yet. For %(minutes)s minutes from now you can read everything"
        " sealed in the counselling of %(person)s (%(what)s), if there is any. Each text you open"
        " goes on record with your name, and the second person says within 24 hours whether they"
        " approve."
    ),
    "end": _("If you end it, %(who)s can read nothing of it from now on."),
    "approve_later": _(
        "%(who)s opened it before anybody had approved it. If you approve, it stays open until its"
        " %(minutes)s minutes are over, and is signed off afterwards."
    ),
    "disapprove": _(
        "%(who)s opened it before anybody had approved it. If you do not approve, what is still"
        " open ends at once. That it was opened stays on record and is signed off afterwards."
    ),
    "sign_off": _(
        "You judge what %(who)s opened of the counselling of %(person)s (%(what)s). Afterwards your"
        " judgement stands, and it leaves the list of what is to be signed off."
    ),
}


@dataclass(frozen=True, slots=True)
class Note:
    """That a text is there; with `text` once it was opened."""

    uid: Any
    what: str
    at: datetime
    text: str = ""


def lines(rows: Iterable[BreakGlass], now: datetime) -> Sequence[Line]:
    rows = list(rows)
    owed = duties(rows)
    return [_line(row, owed.get((row.kind, row.pk)), now) for row in rows]


def _line(row: BreakGlass, owed: list[Deadline] | None, now: datetime) -> Line:
    due = owed[0].due_at if owed else None
    return Line(
        what=row.get_opens_display(),
        url=words.address(row),
        state=row.get_state_display(),
        tone=words.tone(row),
        who=row.person.display_name,
        due_at=due,
        late=due is not None and due < now,
    )


def means(glass: BreakGlass, transition: str) -> str:
    """What a change brings about, to whoever decides it."""
    names = {
        "who": glass.asked_by.display_name,
        "person": glass.person.display_name,
        "what": glass.get_opens_display(),
        "minutes": LASTS // timedelta(minutes=1),
    }
    return str(MEANS.get(transition, "")) % names


def note(glass: BreakGlass, row: SealedNote, text: str = "") -> Note:
    if glass.opens == Opened.PERFORMANCE:
        return Note(row.uid, str(TITLES[row.field]), row.created_at, text)
    return Note(row.uid, own.named(row.field), row.created_at, own.worded(row.field, text))


def openings(glass: BreakGlass) -> Sequence[Note] | None:
    """What was opened and when, for whoever signs off; nothing before it is over."""
    if glass.opened_at is None or glass.state not in {S.OVER, S.SIGNED_OFF}:
        return None
    found = queries.openings(glass)
    return [replace(note(glass, one.note), at=one.at) for one in found if one.note]
