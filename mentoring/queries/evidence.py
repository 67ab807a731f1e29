"""What an auditor takes along: the chains of an organisation in a period, line by line.

Of class C nobody is named: actors and subjects bear names that mean something in this one bundle
and among class C only, and of what happened just the place in its chain and the day is told, since
what is told of other classes at the same moment would say whose it is.
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.apps import apps

from mentoring.models import AccessRecord, JournalEntry, Organisation
from mentoring.queries import access_chain, journal
from workflows.anchors import chain_of
from workflows.models import Record
from workflows.registry import machines

# Where the organisation stands that a subject belongs to; most hold it themselves.
BELONGS: Final[Mapping[str, str]] = {"session": "relationship__organisation"}
CONFIDENTIAL: Final = "C"


@dataclass(frozen=True, slots=True)
class Names:
    """Names for one bundle; another bundle has others, so that two cannot be laid together."""

    secret: bytes

    def of(self, uid: Any, among: str) -> str:
        """The name of somebody among what is of a class."""
        said = f"{among}:{uid}".encode()
        return hmac.digest(self.secret, said, "sha256").hex()[:16] if uid else ""


def records(
    organisation: Organisation, first: datetime, last: datetime, names: Names
) -> Iterator[dict[str, Any]]:
    """Records of every machine whose subject belongs there, from `first` to before `last`."""
    for kind, model in machines().items():
        if model._meta.app_label != apps.get_app_config("mentoring").label:
            continue
        path = BELONGS.get(kind, "organisation")
        held = model._base_manager.filter(**{path: organisation}).values("pk")
        rows = Record.objects.filter(subject_kind=kind, subject_id__in=held)
        rows = rows.filter(at__gte=first, at__lt=last).select_related("actor")
        for row in rows.order_by("subject_id", "version").iterator(chunk_size=2000):
            yield _record(row, names, hidden=model.disclosure == CONFIDENTIAL)


def _record(row: Record, names: Names, *, hidden: bool) -> dict[str, Any]:
    actor = getattr(row.actor, "uid", "")
    place = {
        "chain": chain_of(row.subject_kind, row.subject_uid),
        "number": row.version,
        "at": row.at.isoformat(),
        "previous": row.previous,
        "mac": row.mac,
    }
    if hidden:
        who = names.of(actor or row.process, CONFIDENTIAL)
        return place | {"at": _day(row.at), "actor": who}
    return place | {
        "kind": row.subject_kind,
        "subject": str(row.subject_uid),
        "actor": str(actor),
        "process": row.process,
        "transition": row.transition,
        "from": row.from_state,
        "to": row.to_state,
        "reason": row.reason,
        "facts": row.facts,
        "told": row.told,
    }


def accesses(
    organisation: Organisation, first: datetime, last: datetime, names: Names
) -> Iterator[dict[str, Any]]:
    """Who opened sealed notes: always under made-up names."""
    rows = AccessRecord.objects.filter(at__gte=first, at__lt=last)
    classes = _classes(organisation)
    rows = rows.filter(key__in=classes).select_related("key", "actor")
    for row in rows.order_by("key", "number").iterator(chunk_size=2000):
        among = classes[row.key_id]
        yield {
            "chain": chain_of(access_chain.KIND, row.key.uid),
            "number": row.number,
            "at": _day(row.at) if among == CONFIDENTIAL else row.at.isoformat(),
            "previous": row.previous,
            "mac": row.mac,
            "actor": names.of(getattr(row.actor, "uid", ""), among),
            "purpose": row.purpose,
        }


def changes(
    organisation: Organisation, first: datetime, last: datetime
) -> Iterator[dict[str, Any]]:
    """The journal of the organisation and that of the whole installation."""
    scopes = (journal.scope_of(organisation), journal.scope_of(None))
    rows = JournalEntry.objects.filter(scope__in=scopes, at__gte=first, at__lt=last)
    for row in rows.select_related("actor").order_by("scope", "number"):
        yield {
            "chain": chain_of(journal.KIND, row.scope),
            "number": row.number,
            "at": row.at.isoformat(),
            "previous": row.previous,
            "mac": row.mac,
            "actor": str(getattr(row.actor, "uid", "")),
            "process": row.process,
            "what": row.what,
            "about": row.about,
            "facts": row.facts,
        }


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()


def _classes(organisation: Organisation) -> dict[int, str]:
    """The case keys of whatever belongs there, each with the class of that."""
    found: dict[int, str] = {}
    models: list[Any] = list(machines().values())
    for model in models:
        if any(field.name == "key" for field in model._meta.concrete_fields):
            held = model._base_manager.filter(organisation=organisation)
            found |= dict.fromkeys(held.values_list("key", flat=True), model.disclosure)
    return found
