"""Who sees a sealed note: the relations of each kind of case, or whoever wrote it.

Seeing it is not reading it: its text is opened with a record of who did, and why; `PURPOSES` are
the reasons that are true for whoever stands in a relation.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.permissions.breach import BREACH_NOTES
from mentoring.permissions.break_glass import GLASS_NOTES
from mentoring.permissions.case_notes import CASE_NOTES
from mentoring.permissions.data_request import DATA_NOTES
from mentoring.permissions.values import Relation, Resource, words
from mentoring.vocabulary import Purpose

_ALL: Final = words("uid field author shared text created_at")

# Of these it is not for their author to say who reads them, themselves included.
_WALLED: Final = ("counselling_case", "data_request", "breach", "break_glass")


def _of_author(user: Any, now: datetime) -> Q:
    """A signed file is for those whose form it is, not for the officer who entered it."""
    walled = Q(author=user, **{f"key__{subject}": None for subject in _WALLED})
    return walled & ~Q(field="signed_form")


_RELATIONS: Final[Mapping[str, Relation]] = {
    "author": _of_author,
    **CASE_NOTES,
    **rules.PERFORMANCE_NOTES,
    **DATA_NOTES,
    **BREACH_NOTES,
    **GLASS_NOTES,
}

_OWN: Final = frozenset({Purpose.OWN_RECORD, Purpose.ACCESS_REQUEST})
PURPOSES: Final[Mapping[str, frozenset[Purpose]]] = {
    "author": _OWN | {Purpose.IN_CHARGE, Purpose.FORM, Purpose.HAND_OVER},
    "client_of_case": _OWN,
    "counsellor_of_case": frozenset({Purpose.IN_CHARGE, Purpose.HAND_OVER}),
    "coordinator_of_case": frozenset({Purpose.IN_CHARGE}),
    "intake_of_case": frozenset({Purpose.IN_CHARGE}),
    "client": _OWN | {Purpose.FORM},
    "counsellor": frozenset({Purpose.IN_CHARGE, Purpose.FORM}),
    "addressee": frozenset({Purpose.IN_CHARGE, Purpose.FORM}),
    "requester_of_data": _OWN,
    "dpo_of_data": frozenset({Purpose.IN_CHARGE}),
    "dpo_of_breach": frozenset({Purpose.IN_CHARGE}),
    "affected_by_breach": _OWN,
    "opener_of_glass": frozenset({Purpose.OWN_RECORD}),
    "second_of_glass": frozenset({Purpose.IN_CHARGE}),
    "emergency": frozenset({Purpose.BREAK_GLASS}),
}

SEALED_NOTE = Resource(
    label=_("Sealed note"),
    model="mentoring.SealedNote",
    relations=_RELATIONS,
    see=dict.fromkeys(_RELATIONS, _ALL),
)
