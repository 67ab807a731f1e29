"""Who sees a sealed note: the relations of each kind of case, or whoever wrote it.

Seeing it is not reading it: its text is opened with a record of who did, and why.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.permissions.breach import BREACH_NOTES
from mentoring.permissions.case_notes import CASE_NOTES
from mentoring.permissions.data_request import DATA_NOTES
from mentoring.permissions.values import Relation, Resource, words

_ALL: Final = words("uid field author shared text created_at")

# Of these it is not for their author to say who reads them, themselves included.
_WALLED: Final = ("counselling_case", "data_request", "breach")


def _of_author(user: Any, now: datetime) -> Q:
    return Q(author=user, **{f"key__{subject}": None for subject in _WALLED})


_RELATIONS: Final[Mapping[str, Relation]] = {
    "author": _of_author,
    **CASE_NOTES,
    **rules.PERFORMANCE_NOTES,
    **DATA_NOTES,
    **BREACH_NOTES,
}

SEALED_NOTE = Resource(
    label=_("Sealed note"),
    model="mentoring.SealedNote",
    relations=_RELATIONS,
    see=dict.fromkeys(_RELATIONS, _ALL),
)
