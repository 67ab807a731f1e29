"""Everything the two lower packages promise, and that what was decided was also said."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from notifications import audit as notices_audit
from notifications.models import Notice
from workflows import audit as engine_audit
from workflows.audit import Finding
from workflows.models import Deadline, Record
from workflows.registry import machines


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the audit found, and the balance of copies: planned = sent + waiting + … ."""

    findings: tuple[Finding, ...]
    figures: dict[str, int]

    @property
    def sound(self) -> bool:
        return not self.findings


def verdict(now: datetime) -> Verdict:
    """Read everything once and say what is not as promised at `now` (UTC)."""
    return Verdict(tuple(_findings(now)), figures())


def figures() -> dict[str, int]:
    """How much was looked at, and where the planned copies are."""
    return {
        "records": Record.objects.count(),
        "open deadlines": Deadline.objects.open().count(),
        "notices": Notice.objects.filter(not_sent="").count(),
        "notices not sent, with reason": Notice.objects.exclude(not_sent="").count(),
        **{f"copies {name}": count for name, count in notices_audit.figures().items()},
    }


def _findings(now: datetime) -> Iterator[Finding]:
    yield from engine_audit.findings(now)
    for found in notices_audit.findings(now):
        yield Finding(found.code, "notices", found.detail)
    yield from _told()
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
