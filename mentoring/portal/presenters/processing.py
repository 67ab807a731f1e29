"""What was done with the reader's own data, each entry a sentence with what it concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import AccessRecord, Correction, CounsellingCase, JournalEntry, Matter
from mentoring.permissions import RESOURCES
from mentoring.portal.presenters import readings
from mentoring.portal.presenters.happenings import SYSTEM, told
from mentoring.queries.processing import Entry
from mentoring.vocabulary import AppointedRole
from workflows.models import Record

# Whose pages the person concerned does not see: nobody else is named there.
_UNSEEN = frozenset({Correction.kind, Matter.kind})


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    text: str
    about: str


def lines(entries: Iterable[Entry], reader: User) -> Sequence[Line]:
    return [_line(entry, reader) for entry in entries]


def _line(entry: Entry, reader: User) -> Line:
    match entry:
        case AccessRecord():
            return _opening(entry, reader)
        case JournalEntry():
            role = entry.facts.get("role", "")
            office = AppointedRole(role).label if role in AppointedRole.values else ""
            return Line(entry.at, entry.get_what_display(), str(office))
    return _change(entry, reader)


def _change(record: Record, reader: User) -> Line:
    about = str(RESOURCES[record.subject_kind].label)
    if record.subject_kind == CounsellingCase.kind:
        return Line(record.at, told(record), about)
    unseen = record.subject_kind in _UNSEEN
    return Line(record.at, told(record, _who(record.actor, reader, unseen=unseen)), about)


def _opening(record: AccessRecord, reader: User) -> Line:
    one = readings.reading(record)
    about = f"{one.about} · {one.why}"
    if not one.what:
        return Line(record.at, _("What was sealed was destroyed."), one.about)
    who = _who(record.actor, reader)
    text = _("%(who)s opened a sealed text: %(what)s.") % {"who": who, "what": one.what}
    return Line(record.at, text, about)


def _who(actor: Any, reader: User, *, unseen: bool = False) -> str:
    if actor is None:
        return str(SYSTEM)
    if actor.pk == reader.pk:
        return _("You")
    return _("Somebody else") if unseen else str(actor)
