"""Destructions in lines, as requests about personal data are shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from mentoring.models import Destruction
from mentoring.portal.presenters import words
from mentoring.portal.presenters.data_requests import Line
from mentoring.queries.worklist import duties


def lines(rows: Iterable[Destruction], now: datetime) -> Sequence[Line]:
    rows = list(rows)
    owed = duties(rows) if rows else {}
    found = []
    for row in rows:
        mine = owed.get((row.kind, row.pk))
        due = mine[0].due_at if mine else None
        late = due is not None and due < now
        found.append(
            Line(
                what=words.title(row, None),
                url=words.address(row),
                state=row.get_state_display(),
                tone=words.tone(row),
                who=", ".join(row.kind_labels),
                due_at=due,
                late=late,
            )
        )
    return found
