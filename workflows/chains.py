"""Records checked as chains: each genuine, none missing, the last one where its subject stands.

A chain alone cannot tell that its end was cut together with the subject, or that whoever holds the
key wrote it anew: for that the heads written down outside are laid beside it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, pairwise
from typing import Any, Protocol

from workflows import records
from workflows.anchors import Head, chain_of
from workflows.findings import Finding
from workflows.machine import Machine
from workflows.models import Record, RecordText
from workflows.registry import machines


def findings(outside: dict[str, Head]) -> Iterator[Finding]:
    """Everything wrong with the records of all machines, held against heads from `outside`.

    Heads that were found here are taken out of it; what is left is of no machine, or `gone`.
    """
    for kind, model in machines().items():
        yield from _histories(kind, model, outside)
    yield from _texts()


def gone(outside: Mapping[str, Head]) -> Iterator[Finding]:
    """Heads that nobody has taken out: their chains are no more."""
    for head in outside.values():
        yield Finding("anchor", head.chain, f"a chain of {head.number} is gone without a trace")


class Link(Protocol):
    """One entry of a chain that is of no machine."""

    number: Any
    previous: Any
    mac: Any


def linked(
    where: str, entries: Sequence[Link], mac_of: Callable[[Any], str], head: Head | None
) -> Iterator[Finding]:
    """What is wrong with all entries of one chain, and whether it still holds the `head`.

    `mac_of` says what an entry ought to carry; its KeyError means that the key is not known.
    """
    number, previous = 1, ""
    for entry in entries:
        if (entry.number, entry.previous) != (number, previous):
            yield Finding("chain", where, f"the chain is cut before entry {entry.number}")
        if not _carries(entry, mac_of):
            yield Finding("record", where, f"entry {entry.number} was edited")
        number, previous = entry.number + 1, entry.mac
    if head and not any((each.number, each.mac) == (head.number, head.mac) for each in entries):
        yield Finding("anchor", where, f"entry {head.number} is not what was written down outside")


def _carries(entry: Any, mac_of: Callable[[Any], str]) -> bool:
    try:
        return mac_of(entry) == str(entry.mac)
    except KeyError:
        return False


def heads(since: Any = None) -> Iterator[Head]:
    """The newest record of every chain that has moved since then (an aware datetime), or ever."""
    rows = Record.objects.order_by("subject_kind", "subject_id", "version")
    if since is not None:
        rows = rows.filter(at__gte=since)
    named = rows.values_list("subject_kind", "subject_uid", "version", "mac")
    for (kind, uid), group in groupby(named.iterator(), key=lambda row: row[:2]):
        *_earlier, (_kind, _uid, version, mac) = group
        yield Head(chain_of(kind, uid), version, mac)


def _histories(kind: str, model: type[Machine], outside: dict[str, Head]) -> Iterator[Finding]:
    subjects = {subject.pk: subject for subject in model._base_manager.iterator()}
    rows = Record.objects.filter(subject_kind=kind).order_by("subject_id", "version")
    actors = records.actor_uids(set(rows.order_by().values_list("actor", flat=True)) - {None})
    seen = set()
    for pk, group in groupby(rows.iterator(), key=lambda row: row.subject_id):
        seen.add(pk)
        history = list(group)
        yield from _chain(kind, pk, history, actors)
        yield from _anchored(kind, history, outside)
        if pk in subjects:
            yield from _stands(kind, subjects[pk], history[-1])
        else:
            yield Finding("orphan", f"{kind} {pk}", "has records but does not exist")
    for pk in subjects.keys() - seen:
        yield Finding("chain", f"{kind} {pk}", "has no records at all")


def _chain(kind: str, pk: int, history: list[Record], actors: dict[int, str]) -> Iterator[Finding]:
    where = f"{kind} {pk}"
    if history[0].version != 1 or history[0].previous:
        yield Finding("chain", where, "the first record is missing")
    for earlier, later in pairwise(history):
        if later.version != earlier.version + 1 or later.previous != earlier.mac:
            yield Finding("chain", where, f"the chain is cut before version {later.version}")
        if later.from_state != earlier.to_state:
            yield Finding("chain", where, f"version {later.version} starts from another state")
    for row in history:
        actor = actors.get(row.actor_id, "") if row.actor_id else ""
        if not _carries(row, partial(records.mac_of, actor=actor)):
            yield Finding("record", where, f"the record of version {row.version} was edited")


def _anchored(kind: str, history: list[Record], outside: dict[str, Head]) -> Iterator[Finding]:
    """Each record of a subject names its uid; a chain is looked for under that of its first."""
    head = outside.pop(chain_of(kind, history[0].subject_uid), None)
    if head is None:
        return
    same = next((row for row in history if row.version == head.number), None)
    if same is None or same.mac != head.mac:
        what = f"version {head.number} is not what was written down outside"
        yield Finding("anchor", f"{kind} {history[0].subject_id}", what)


def _stands(kind: str, subject: Machine, last: Record) -> Iterator[Finding]:
    where = f"{kind} {subject.pk}"
    if str(subject.state) != last.to_state:
        yield Finding(
            "state", where, f"is {subject.state} but its last record says {last.to_state}"
        )
    if (subject.version, subject.chain_head) != (last.version, last.mac):
        yield Finding("chain", where, "the end of the chain was cut or the version was changed")
    if subject.uid != last.subject_uid:
        yield Finding("chain", where, "its records are about another subject")


def _texts() -> Iterator[Finding]:
    for text in RecordText.objects.select_related("record").iterator():
        if records.text_digest(text.salt, text.content) != text.record.text_digest:
            yield Finding("record", str(text.record), "the text of the record was edited")
