"""Who sees a sealed note of a counselling case: by what they are to the case now, not who wrote it.

A counsellor who has handed the case over sees nothing of it any more, their own notes included.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import Q

from mentoring import rules
from mentoring.permissions.values import Fields, Relation, words

# By `machines.case_reasons.NoteField`.
REQUEST: Final = words("topic wish")
# What others of the service must know; the full record is the counsellor's alone.
LIMITED: Final = REQUEST | words("limited_record account")
ALL: Final = LIMITED | words("full_record referral")


def _of_case(relation: Relation, fields: Fields, more: Q | None = None) -> Relation:
    def found(user: Any, now: datetime) -> Q:
        cases = apps.get_model("mentoring", "counsellingcase")._base_manager
        keys = cases.filter(relation(user, now)).order_by().values("key")
        rows = Q(key__in=keys, field__in=fields)
        return rows if more is None else rows & more

    return found


CASE_NOTES: Final[Mapping[str, Relation]] = {
    "client_of_case": _of_case(rules.is_client, ALL, Q(shared=True)),
    "counsellor_of_case": _of_case(rules.is_counsellor, ALL),
    "coordinator_of_case": _of_case(rules.coordinates_case, LIMITED),
    "intake_of_case": _of_case(rules.takes_case_in, REQUEST),
}
