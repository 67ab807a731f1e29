"""Who sees a counselling case (class C): the client, the counsellor, who takes it in. Nobody else.

What was said is not here at all: it is sealed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.permissions.values import Hat, Relation, Resource, words

_HEADER = words(
    "uid organisation route way_in name_withheld begun_at level state version turn due transitions"
    " forecast history counsellor consented_at substitute_agreed substitute stands_in_for"
    " attempts waiting_until"
    " next_starts_at next_ends_at sessions_allowed sessions_used end_reason closed_at previous"
)


def knows_the_client(user: Any, now: datetime) -> Q:
    """The counsellor in charge, unless the client gave their name to the coordinator only."""
    return rules.is_counsellor(user, now) & Q(name_withheld=False)


RELATIONS: Final[Mapping[str, Relation]] = {
    **rules.COUNSELLING_CASE,
    "acquainted_counsellor": knows_the_client,
}

COUNSELLING_CASE = Resource(
    label=_("Counselling case"),
    model="mentoring.CounsellingCase",
    relations=RELATIONS,
    see={
        "client": _HEADER | words("client sessions referrals emergencies kept_out"),
        "counsellor": _HEADER | words("sessions referrals emergencies"),
        "acquainted_counsellor": words("client"),
        "substitute": _HEADER,
        # Whoever takes a request in decides who is to have it. Of the sessions: how many.
        "counselling_coordinator": _HEADER | words("client emergencies"),
        "intake": _HEADER | words("client emergencies"),
    },
    disclosure="C",
    create={Hat.PERSON: words("topic wish route kept_out name_withheld")},
)
