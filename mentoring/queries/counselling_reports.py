"""What was published of an organisation's counselling."""

from collections.abc import Collection, Sequence

from mentoring.models import (
    CounsellingCase,
    CounsellingReport,
    Organisation,
    PerformanceCounselling,
)

# By the field of the organisation that opens them.
KINDS = {
    "case_report": CounsellingCase.kind,
    "counselling_report": PerformanceCounselling.kind,
}
A_PAGE = 40


def published(home: Organisation, fields: Collection[str]) -> Sequence[CounsellingReport]:
    """Those of the kinds that the fields open, the latest first."""
    kinds = [kind for field, kind in KINDS.items() if field in fields]
    rows = CounsellingReport.objects.filter(organisation=home, kind__in=kinds)
    return list(rows.order_by("-starts_on", "kind")[:A_PAGE])
