"""Everything the two lower packages promise, and that what was decided was also said.

Whole by night; every hour by SQL alone what can be seen of everything open.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from mentoring.queries import anchors
from notifications import audit as notices_audit
from notifications.models import Notice
from workflows import audit as engine_audit
from workflows import audit_open
from workflows.findings import Finding
from workflows.models import Deadline, Record
from workflows.registry import machines

# A cause is `deadline:<uid>:<epoch>:<step>:<n>`; an index on causes tells them all.
RUNG = """
    SELECT {uid}, d.told, coalesce(found.number, 0) FROM workflows_deadline d
    LEFT JOIN (
        SELECT {cause} AS uid, count(*) AS number FROM notifications_notice
        WHERE cause LIKE 'deadline:%' GROUP BY 1
    ) found ON found.uid = {uid}
    WHERE d.closed_at IS NULL AND d.told <> coalesce(found.number, 0) ORDER BY d.id LIMIT 50
"""
UIDS = {
    "postgresql": {"cause": "substr(cause, 10, 36)", "uid": "CAST(d.uid AS text)"},
    "sqlite": {"cause": "replace(substr(cause, 10, 36), '-', '')", "uid": "d.uid"},
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the audit found, and the balance of copies: planned = sent + waiting + … ."""

    findings: tuple[Finding, ...]
    figures: dict[str, int]

    @property
    def sound(self) -> bool:
        return not self.findings

    @property
    def codes(self) -> list[str]:
        return sorted({finding.code for finding in self.findings})

    def joined(self, other: "Verdict") -> "Verdict":
        """With what the other found that this one did not."""
        seen = {(finding.code, finding.where) for finding in self.findings}
        more = [each for each in other.findings if (each.code, each.where) not in seen]
        return Verdict((*self.findings, *more), self.figures)


def verdict(now: datetime) -> Verdict:
    """Read everything once and say what is not as promised at `now` (UTC)."""
    return Verdict(tuple(_findings(now)), figures())


def verdict_on_open(now: datetime) -> Verdict:
    """What can be seen of everything open, by SQL alone; cheap enough for every hour."""
    return Verdict(tuple(_open_findings(now)), figures())


def figures() -> dict[str, int]:
    """How much was looked at, and where the planned copies are."""
    return {
        "records": Record.objects.count(),
        "open deadlines": Deadline.objects.open().count(),
        "notices": Notice.objects.filter(not_sent="").count(),
        "notices not sent, with reason": Notice.objects.exclude(not_sent="").count(),
        **{f"copies {name}": count for name, count in notices_audit.figures().items()},
        **{
            f"{channel} {name}": count
            for channel, counts in notices_audit.by_channel().items()
            for name, count in counts.items()
        },
    }


def _findings(now: datetime) -> Iterator[Finding]:
    held = anchors.outside()
    yield from anchors.findings(held)
    heads = dict(held.heads)
    yield from engine_audit.findings(now, heads)
    yield from anchors.others(heads)
    for found in notices_audit.findings(now):
        yield Finding(found.code, "notices", found.detail)
    yield from _told()
    yield from _orphans()


def _open_findings(now: datetime) -> Iterator[Finding]:
    yield from audit_open.findings(now)
    for found in notices_audit.open_findings(now):
        yield Finding(found.code, "notices", found.detail)
    with connection.cursor() as cursor:
        cursor.execute(RUNG.format(**UIDS[connection.vendor]))
        for uid, told, number in cursor.fetchall():
            yield from _compare(f"deadline:{uid}", told, number)
    yield from _orphans()


def _told() -> Iterator[Finding]:
    """Each record and deadline counts the notices it wrote; there must be as many, no more."""
    found = _notices_by_cause()
    for pk, told in Record.objects.values_list("pk", "told").iterator():
        yield from _compare(f"record:{pk}", told, found.pop(f"record:{pk}", 0))
    for uid, told in Deadline.objects.values_list("uid", "told").iterator():
        yield from _compare(f"deadline:{uid}", told, found.pop(f"deadline:{uid}", 0))
    for cause in found:
        yield Finding("orphan", cause, "notices whose cause does not exist")


def _compare(cause: str, told: int, found: int) -> Iterator[Finding]:
    if found < told:
        yield Finding("notice_missing", cause, f"{told} notices were written, {found} are left")
    if found > told:
        yield Finding("notice_doubled", cause, f"{told} notices were written, {found} are there")


def _notices_by_cause() -> Counter[str]:
    counted: Counter[str] = Counter()
    for cause in Notice.objects.values_list("cause", flat=True).iterator():
        origin, _colon, rest = cause.partition(":")
        if origin in {"record", "deadline"}:
            counted[f"{origin}:{rest.partition(':')[0]}"] += 1
    return counted


def _orphans() -> Iterator[Finding]:
    for kind, model in machines().items():
        known = model._base_manager.values("pk")
        lost = Notice.objects.filter(subject_kind=kind).exclude(subject_id__in=known)
        for pk in lost.order_by("pk").values_list("pk", flat=True):
            yield Finding("orphan", f"notice {pk}", f"is about a {kind} that does not exist")
