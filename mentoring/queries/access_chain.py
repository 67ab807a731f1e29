"""Access records read as chains, one a case: the newest of each, and whatever is not as written."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

from mentoring.models import AccessRecord, CaseKey
from mentoring.sealing.access import mac_of
from workflows import chains
from workflows.anchors import Head, chain_of
from workflows.findings import Finding

KIND: Final = "access"


def heads(since: datetime | None = None) -> Iterator[Head]:
    """The newest access of every case that was opened since then, or ever."""
    rows = CaseKey.objects.exclude(access_count=0).order_by("pk")
    if since is not None:
        rows = rows.filter(accesses__at__gte=since).distinct()
    for uid, number, mac in rows.values_list("uid", "access_count", "access_head").iterator():
        yield Head(chain_of(KIND, uid), number, mac)


def findings(outside: dict[str, Head]) -> Iterator[Finding]:
    """What is wrong with the records; heads of theirs are taken out of `outside`."""
    rows = AccessRecord.objects.select_related("key", "note", "actor").order_by("key", "number")
    ends = dict(CaseKey.objects.values_list("pk", "access_head"))
    for key, group in groupby(rows.iterator(), key=lambda record: record.key):
        history, where = list(group), f"accesses of {key.uid}"
        yield from chains.linked(where, history, mac_of, outside.pop(chain_of(KIND, key.uid), None))
        if history[-1].mac != ends.pop(key.pk):
            yield Finding("chain", where, "the end of the chain was cut")
    for pk, end in ends.items():
        if end:
            yield Finding("chain", f"accesses of key {pk}", "all of them are gone")
