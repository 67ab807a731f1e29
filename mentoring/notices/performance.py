"""What notices state of a counselling on performance: names and dates, never what was said."""

from typing import Any

from mentoring.models import PerformanceCounselling
from mentoring.notices.names import named


def facts(item: PerformanceCounselling) -> dict[str, Any]:
    return {
        "uid": str(item.uid),
        "organisation": item.organisation.name,
        **named("client", item.client),
        **named("appraiser", item.appraiser),
        **named("counsellor", item.counsellor),
        "starts_at": item.starts_at.isoformat() if item.starts_at else None,
        "until": None,
        "overdue": False,
    }
