"""What the page of one item needs beside the item itself, one statement each."""

from collections.abc import Sequence

from workflows.machine import Machine
from workflows.models import Deadline, Record

MOST = 200  # records of one item that a page reads


def open_deadlines(subject: Machine) -> Sequence[Deadline]:
    return list(Deadline.objects.open().of(subject.kind, subject.pk).order_by("due_at", "pk"))


def armed(subject: Machine) -> Sequence[Deadline]:
    """Its open deadlines with the versions of the policies they run under, the earliest first."""
    rows = Deadline.objects.open().of(subject.kind, subject.pk)
    return list(rows.select_related("policy_version__policy", "calendar").order_by("due_at", "pk"))


def records(subject: Machine, *, since: str = "") -> Sequence[Record]:
    """The newest first; `since` names a transition whose last record is the oldest returned."""
    rows = Record.objects.filter(subject_kind=subject.kind, subject_id=subject.pk)
    found = list(rows.select_related("actor").order_by("-version")[:MOST])
    marks = [number for number, record in enumerate(found) if record.transition == since]
    return found[: marks[0] + 1] if marks else found
