"""Whether the keys of sealed notes and the list of erasures fit the database they stand beside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet

from mentoring.models import CaseKey
from mentoring.sealing import case_keys, erasure_list
from mentoring.sealing.keys import CannotOpen

APPLY = "Run: manage.py apply_erasures"


@dataclass(frozen=True, slots=True)
class Unfit:
    """What keeps a server from starting, and how to mend it."""

    said: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.said} {self.remedy}"


def unfit() -> Iterator[Unfit]:
    yield from _keys()
    try:
        if found := standing().count():
            said = f"{found} cases on the list of erasures can be read again, as after a restore."
            yield Unfit(said, APPLY)
        if missing := len(unlisted()):
            said = f"{missing} erasures are not on the list: is ERASURE_LIST the right file?"
            yield Unfit(said, f"If it is lost, have it written anew. {APPLY}")
    except ImproperlyConfigured as error:
        yield Unfit(str(error), "Mend the file ERASURE_LIST names, from another copy of it.")


def standing() -> QuerySet[CaseKey]:
    """Keys on the list that still open something."""
    erased = set(CaseKey.objects.exclude(destroyed_at=None).values_list("uid", flat=True))
    wanted = erasure_list.entries().keys() - erased
    return CaseKey.objects.filter(uid__in=wanted, destroyed_at=None)


def unlisted() -> dict[UUID, datetime]:
    """Erasures that a restored backup would bring back, and when they were."""
    erased = CaseKey.objects.exclude(destroyed_at=None).values_list("uid", "destroyed_at")
    known = erasure_list.entries() if erased else {}
    return {uid: at for uid, at in erased if at and uid not in known}


def _keys() -> Iterator[Unfit]:
    """One data key under each key-encryption key is tried."""
    rows = CaseKey.objects.filter(destroyed_at=None)
    for kek in rows.order_by("kek").values_list("kek", flat=True).distinct():
        row = rows.filter(kek=kek).order_by("pk")[0]
        try:
            case_keys.data_key(row, row.generation)
        except CannotOpen as error:
            said = f"What is sealed under the key {kek!r} cannot be opened: {error}"
            yield Unfit(said, "Put the right SEALING_KEYS back; keep old ids behind the first.")
