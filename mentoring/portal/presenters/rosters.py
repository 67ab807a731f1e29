"""Rosters in words: how far a file is, what becomes of each row and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mentoring.models import RosterRow, RosterUpload
from mentoring.services.roster_uploads import problems_of

Verdict = RosterRow.Verdict
TONES = {
    Verdict.NEW.value: "done",
    Verdict.CHANGED.value: "",
    Verdict.UNCHANGED.value: "plain",
    Verdict.REJECTED.value: "late",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    column: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    name: str
    verdict: str
    tone: str
    complaints: Sequence[Complaint]


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows of one verdict, or all of them: how many, and whether they are being shown."""

    value: str
    label: str
    count: int
    shown: bool


def lines(rows: Sequence[Mapping[str, Any]]) -> Sequence[Line]:
    return [
        Line(
            row["number"],
            row["name"],
            str(Verdict(row["verdict"]).label),
            TONES[row["verdict"]],
            [Complaint(column, one.what, one.remedy) for column, one in problems_of(row)],
        )
        for row in rows
    ]


def choices(upload: RosterUpload, shown: str) -> Sequence[Choice]:
    counts = Counter(row["verdict"] for row in upload.preview)
    whole = Choice("", _("all"), len(upload.preview), shown == "")
    return [
        whole,
        *(
            Choice(verdict.value, str(verdict.label), counts[verdict.value], shown == verdict)
            for verdict in Verdict
        ),
    ]


def of_verdict(upload: RosterUpload, wanted: str) -> Sequence[Mapping[str, Any]]:
    return [row for row in upload.preview if wanted in {"", row["verdict"]}]


def state(upload: RosterUpload) -> str:
    if upload.finished_at:
        return _("brought in")
    if upload.confirmed_at:
        return _("being brought in")
    return _("preview, nothing written yet")
