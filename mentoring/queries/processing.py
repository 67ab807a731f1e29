"""What was done with somebody's data: changes, openings of sealed texts, offices; theirs alone.

One timeline of keys, the newest first, so that a page of it is read without the rest. What
somebody is not told of their own (an emergency access under a safety rule) is not in it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models import User
from mentoring.models import (
    AccessRecord,
    BreakGlass,
    Correction,
    CounsellingCase,
    DataRequest,
    JournalEntry,
    Matter,
    PerformanceCounselling,
    Relationship,
    Session,
)
from mentoring.queries import access_trail
from workflows.models import Record

Key = tuple[datetime, int, str, str]
Entry = Record | AccessRecord | JournalEntry
CHANGE, OPENING, OFFICE = "change", "opening", "office"


def timeline(user: User) -> QuerySet[Any, Key]:
    """When, and the key of each entry, for `entries`."""
    me, client = Q(person__user=user), Q(client__user=user)
    pair = Q(mentee__user=user) | Q(practitioner__person__user=user)
    subjects: Mapping[Any, Q] = {
        Relationship: pair,
        Session: pair,
        Correction: me,
        Matter: me,
        DataRequest: me,
        PerformanceCounselling: client,
        CounsellingCase: client,
        BreakGlass: me & Q(tells_client=True),
    }
    parts = [_keys(_changes(model, own), CHANGE, "version") for model, own in subjects.items()]
    offices = JournalEntry.objects.filter(about=str(user.person.uid))
    parts += [
        _keys(access_trail.owned(user), OPENING, "number"),
        _keys(offices, OFFICE, "number"),
    ]
    first, *others = parts
    return first.union(*others, all=True).order_by("-at", "-order", "-entry")


def _changes(model: Any, own: Q) -> QuerySet[Record]:
    subjects = model._base_manager.filter(own).order_by().values("pk")
    return Record.objects.filter(subject_kind=model.kind, subject_id__in=subjects)


def _keys(rows: QuerySet[Any], source: str, order: str) -> QuerySet[Any, Key]:
    named = rows.order_by().annotate(
        order=F(order),
        source=Value(source, output_field=CharField()),
        entry=Cast("pk", CharField()),
    )
    keys: QuerySet[Any, Key] = named.values_list("at", "order", "source", "entry")
    return keys


_READ: Final[Mapping[str, Any]] = {
    CHANGE: Record.objects.select_related("actor"),
    OPENING: AccessRecord.objects.select_related(
        "actor", "note", *(f"key__{one}" for one in access_trail.ABOUT)
    ),
    OFFICE: JournalEntry.objects.all(),
}


def entries(keys: Collection[Key]) -> Sequence[Entry]:
    """The entries of a page of the timeline, in its order; one statement for each sort."""
    found: dict[tuple[str, str], Entry] = {}
    for source, rows in _READ.items():
        wanted = [key for *_, which, key in keys if which == source]
        if wanted:
            read = rows.annotate(key_text=Cast("pk", CharField())).filter(pk__in=wanted)
            found |= {(source, row.key_text): row for row in read}
    return [found[source, key] for *_, source, key in keys]
