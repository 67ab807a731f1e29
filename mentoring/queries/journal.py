"""The journal read as a chain: the newest entry of each scope, and whatever is not as written."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

from mentoring.models import JournalEntry, Organisation
from workflows import chains, macs, records
from workflows.anchors import Head, chain_of
from workflows.findings import Finding

KIND: Final = "journal"


def scope_of(organisation: Organisation | None) -> str:
    return f"organisation:{organisation.uid}" if organisation else ""


def mac_of(entry: JournalEntry) -> str:
    """What an entry ought to carry; a KeyError means its key is no longer known."""
    content = [
        entry.scope,
        entry.number,
        records.microseconds(entry.at),
        records.actor_uid(entry.actor),
        entry.process,
        entry.what,
        entry.about,
        entry.facts,
        entry.key_id,
        entry.previous,
    ]
    return macs.mac(content, entry.key_id)


def heads(since: datetime | None = None) -> Iterator[Head]:
    """The newest entry of every scope that has one since then, or ever."""
    rows = JournalEntry.objects.order_by("scope", "number")
    if since is not None:
        rows = rows.filter(at__gte=since)
    named = rows.values_list("scope", "number", "mac")
    for scope, group in groupby(named.iterator(), key=lambda row: row[0]):
        *_earlier, (_scope, number, mac) = group
        yield Head(chain_of(KIND, scope), number, mac)


def findings(outside: dict[str, Head]) -> Iterator[Finding]:
    """What is wrong with the entries; heads of theirs are taken out of `outside`."""
    rows = JournalEntry.objects.select_related("actor").order_by("scope", "number")
    for scope, group in groupby(rows.iterator(), key=lambda entry: entry.scope):
        where = f"journal {scope or 'of the installation'}"
        head = outside.pop(chain_of(KIND, scope), None)
        yield from chains.linked(where, list(group), mac_of, head)
