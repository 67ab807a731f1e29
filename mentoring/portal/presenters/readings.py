"""Who has opened what of somebody's own, in lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.machines.case_reasons import NoteField
from mentoring.machines.data_request_codes import DataField
from mentoring.models import AccessRecord
from mentoring.services.performance import TITLES

# By what a key belongs to: what it is called, and the texts it has.
_ABOUT: Final[dict[str, tuple[Any, dict[str, Any]]]] = {
    "counselling_case": (gettext_lazy("Counselling"), dict(NoteField.choices)),
    "performance_counselling": (gettext_lazy("Counselling on performance"), dict(TITLES)),
    "data_request": (gettext_lazy("Request about personal data"), dict(DataField.choices)),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """`what` is which text; of an erasure there is none."""

    who: str
    about: str
    what: str
    why: str
    at: datetime


def readings(rows: Iterable[AccessRecord]) -> Sequence[Reading]:
    return [reading(row) for row in rows]


def reading(row: AccessRecord) -> Reading:
    about, fields = next(found for name, found in _ABOUT.items() if hasattr(row.key, name))
    what = str(fields.get(row.note.field, row.note.field)) if row.note else ""
    who = str(row.actor) if row.actor else _("The system")
    return Reading(who, str(about), what, row.get_purpose_display(), row.at)
