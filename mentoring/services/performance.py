"""Proposing counselling on somebody's performance, and opening what is sealed of it.

Everything else is a transition of the counselling.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import rules
from mentoring.models import JournalEntry, PerformanceCounselling, Person, SealedNote
from mentoring.models.performance import BEHAVIOUR, RESULT, STATEMENT
from mentoring.models.superiors import appraiser_of
from mentoring.queries import performance as queries
from mentoring.sealed_text import SealedText
from mentoring.sealing.notes import new_key, sealed
from mentoring.services import journal, sealed_notes
from mentoring.services.sealed_notes import Purpose
from workflows import engine
from workflows.errors import Guarded, NotPermitted

NOT_THE_APPRAISER = _("Counselling on somebody's performance is proposed by their appraiser.")
ONLY_A_FIGURE = _(
    "Describe in words how the person works and what it leads to. A figure alone, such as a rating,"
    " opens no counselling."
)
TITLES: Final[Mapping[str, Any]] = {
    BEHAVIOUR: _("How the person works, and what it leads to"),
    RESULT: _("Result of the counselling"),
    STATEMENT: _("Statement of the client"),
}
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
FEWEST_WORDS: Final = 5


@transaction.atomic
def propose(
    client: Person, behaviour: str | SealedText, *, by: User, now: datetime, oneself: bool = False
) -> PerformanceCounselling:
    """Begun by the client's appraiser; with `oneself` they counsel, if they are qualified for it.

    Raises NotPermitted or Guarded with a reason to show.
    """
    appraiser = appraiser_of(client, rules.office_day(now))
    if appraiser is None or appraiser.user_id != by.pk:
        raise NotPermitted(NOT_THE_APPRAISER)
    text = behaviour if isinstance(behaviour, SealedText) else SealedText(behaviour)
    if len(_WORD.findall(text.reveal())) < FEWEST_WORDS:
        raise Guarded(ONLY_A_FIGURE)
    draft = PerformanceCounselling(
        organisation=client.organisation, client=client, appraiser=appraiser, key=new_key(now)
    )
    draft.is_taken_on = oneself
    begun = engine.begin(draft, by=by, now=now)
    sealed(begun.key, BEHAVIOUR, text, author=by, at=now).save(force_insert=True)
    return engine.perform(begun, "take_on", by=by, now=now) if oneself else begun


@dataclass(frozen=True, slots=True)
class Opened:
    """What stands on the form, in plain text: for one answer, to be kept nowhere."""

    texts: Mapping[str, str]

    def __repr__(self) -> str:
        return "Opened([sealed])"


def read(item: PerformanceCounselling, *, by: User, now: datetime) -> Opened:
    """The latest of each text that `by` may see, by its field; that they read it is kept first.

    Empty if there is none for them. Not inside a transaction.
    """
    notes: list[SealedNote] = queries.latest_notes(item, by, now)
    if not notes:
        return Opened({})
    with sealed_notes.reading_all(notes, by=by, purpose=Purpose.FORM, now=now) as texts:
        return Opened({note.field: text.reveal() for note, text in texts.items()})


@transaction.atomic
def take_closed_along(*, by: User, now: datetime) -> None:
    """It goes on record that somebody takes a list of closed ones along, not how many are in it."""
    what = JournalEntry.What.REGISTER_TAKEN
    journal.enter(by.person.organisation, what, about=str(by.uid), by=by, now=now)
