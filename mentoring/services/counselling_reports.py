"""Publishing how many counsellings have ended: by itself, after each half-year, and never again."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from mentoring import rules
from mentoring.models import (
    CounsellingCase,
    CounsellingReport,
    Organisation,
    PerformanceCounselling,
)
from mentoring.queries import counselling_counts
from mentoring.queries.small_cells import publishable

COUNTED: Final = {
    CounsellingCase.kind: counselling_counts.cases,
    PerformanceCounselling.kind: counselling_counts.counsellings,
}
# What happened in the last hours of a half-year is stored by then.
AFTER: Final = timedelta(days=1)
_JAKARTA = ZoneInfo("Asia/Jakarta")


class HalfYear(NamedTuple):
    first: date
    last: date


def half_year_before(day: date) -> HalfYear:
    """The last one that was over on that day."""
    if day.month > 6:
        return HalfYear(date(day.year, 1, 1), date(day.year, 6, 30))
    return HalfYear(date(day.year - 1, 7, 1), date(day.year - 1, 12, 31))


def publish(now: datetime) -> int:
    """Publish what is not published of the last half-year; how many reports that were."""
    period = half_year_before(rules.office_day(now - AFTER))
    done = set(
        CounsellingReport.objects.filter(starts_on=period.first).values_list("organisation", "kind")
    )
    made = [
        _report(home, kind, period, now)
        for home in Organisation.objects.order_by("pk")
        for kind in COUNTED
        if (home.pk, kind) not in done
    ]
    CounsellingReport.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _report(home: Organisation, kind: str, period: HalfYear, now: datetime) -> CounsellingReport:
    since, until = (_midnight(day) for day in (period.first, period.last + timedelta(days=1)))
    lists = COUNTED[kind](home, since, until)
    shown = publishable([one.counts for one in lists])
    content: dict[str, Any] = {}
    if shown is not None:
        content = {
            "total": sum(lists[0].counts.values()),
            "lists": [
                {
                    "code": one.code,
                    "rows": [[code, one.names.get(code, ""), told] for code, told in rows.items()],
                }
                for one, rows in zip(lists, shown, strict=True)
            ],
        }
    return CounsellingReport(
        organisation=home,
        kind=kind,
        starts_on=period.first,
        ends_on=period.last,
        content=content,
        published_at=now,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _JAKARTA)
