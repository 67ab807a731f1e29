"""Published numbers of counselling, as tables to read and as a file."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.machines.case_reasons import WayIn
from mentoring.models import CounsellingCase, CounsellingReport, PerformanceCounselling
from mentoring.queries.counselling_counts import OTHER_UNITS, OUTCOME, OUTCOMES, UNIT, WAY_IN

KINDS = {
    CounsellingCase.kind: gettext_lazy("Counselling cases"),
    PerformanceCounselling.kind: gettext_lazy("Counselling on performance"),
}
LISTS = {
    OUTCOME: gettext_lazy("How they ended"),
    WAY_IN: gettext_lazy("How they were asked for"),
    UNIT: gettext_lazy("In which unit"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is None where it is kept back."""

    label: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Table:
    label: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Report:
    """`tables` is empty where nothing may be said."""

    what: str
    first: date
    last: date
    total: int | None
    tables: Sequence[Table]


def reports(rows: Iterable[CounsellingReport]) -> Sequence[Report]:
    return [_report(row) for row in rows]


def _report(row: CounsellingReport) -> Report:
    tables = [
        Table(
            str(LISTS[one["code"]]),
            [Row(_label(row.kind, one["code"], *named), told) for *named, told in one["rows"]],
        )
        for one in row.content.get("lists", ())
    ]
    total = row.content.get("total")
    return Report(str(KINDS[row.kind]), row.starts_on, row.ends_on, total, tables)


def _label(kind: str, listed: str, code: str, name: str) -> str:
    if listed == UNIT:
        return name if code != OTHER_UNITS else _("All other units")
    labels: Any = OUTCOMES[kind] if listed == OUTCOME else dict(WayIn.choices)
    return str(labels[code])


def as_csv(rows: Iterable[CounsellingReport]) -> str:
    """One line a number; what is kept back is said in words, never left to be taken for nothing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = (_("What"), _("First day"), _("Last day"), _("Table"), _("Row"), _("Number"))
    writer.writerow(head)
    for report in reports(rows):
        place = (report.what, report.first.isoformat(), report.last.isoformat())
        writer.writerow([*place, _("All of them"), "", _told(report.total)])
        for table in report.tables:
            for row in table.rows:
                writer.writerow([*place, table.label, _plain(row.label), _told(row.number)])
    return out.getvalue()


def _told(number: int | None) -> str:
    return _("kept back") if number is None else str(number)


def _plain(label: str) -> str:
    """No formula for a program that opens it: a unit may be called anything."""
    return f"'{label}" if label[:1] in "=+-@\t\r" else label
