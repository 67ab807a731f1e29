"""Who sees a sealed note: the relations of each kind of case, or whoever wrote it.

Seeing it is not reading it: its text is opened with a record of who did, and why.
"""

from collections.abc import Mapping
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.permissions.case_notes import CASE_NOTES
from mentoring.permissions.data_request import DATA_NOTES
from mentoring.permissions.values import Relation, Resource, words

_ALL: Final = words("uid field author shared text created_at")

_RELATIONS: Final[Mapping[str, Relation]] = {
    "author": lambda user, now: Q(author=user, key__counselling_case=None, key__data_request=None),
    **CASE_NOTES,
    **rules.PERFORMANCE_NOTES,
    **DATA_NOTES,
}

SEALED_NOTE = Resource(
    label=_("Sealed note"),
    model="mentoring.SealedNote",
    relations=_RELATIONS,
    see=dict.fromkeys(_RELATIONS, _ALL),
)
