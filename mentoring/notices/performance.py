"""What notices state of a counselling on performance: names and dates, never what was said."""

from typing import Any

from mentoring.models import PerformanceCounselling


def facts(item: PerformanceCounselling) -> dict[str, Any]:
    return {
        "uid": str(item.uid),
        "organisation": item.organisation.name,
        "client": item.client.display_name,
        "appraiser": item.appraiser.display_name,
        "counsellor": item.counsellor.display_name if item.counsellor else "",
        "starts_at": item.starts_at.isoformat() if item.starts_at else None,
        "until": None,
        "overdue": False,
    }
