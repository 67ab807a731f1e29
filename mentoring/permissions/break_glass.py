"""Who sees an emergency access (class C), and which sealed notes it opens to whom, and how long.

The reason is sealed, for whoever asked and whoever may approve or sign off. Somebody whom a client
has kept out of their case is kept out in an emergency as well: to them there is no case. Whoever
signs off sees which texts were opened, once it is over, and reads none of them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring import emergency_relations as rules
from mentoring.permissions.values import Hat, Relation, Resource, words

_CLIENT: Final = words(
    "uid person opens ground asked_by asked_at at_once approved_at disapproved opened_at closes_at"
    " ended_at verdict state version turn due transitions forecast history"
)
_ALL: Final = _CLIENT | words("organisation silence tells_client")

BREAK_GLASS = Resource(
    label=_("Emergency access"),
    model="mentoring.BreakGlass",
    relations={**rules.BREAK_GLASS, "looks_in": rules.looks_in},
    see={
        "opener": _ALL,
        "second": _ALL,
        "dpo": _ALL | {"openings"},
        "client": _CLIENT,
        "looks_in": words("notes"),
    },
    create={Hat.EMERGENCY: words("person opens ground silence reason")},
    disclosure="C",
)


def _glasses(relation: Relation, user: Any, now: datetime) -> Any:
    rows = apps.get_model("mentoring", "breakglass")._base_manager
    return rows.filter(relation(user, now)).order_by()


def _of_glass(relation: Relation) -> Relation:
    return lambda user, now: Q(key__in=_glasses(relation, user, now).values("key"))


def is_let_in(user: Any, now: datetime) -> Q:
    """Of the notes of the person whose counselling is open to the user in an emergency."""
    rows = _glasses(rules.looks_in, user, now)
    found = Q(pk__in=[])
    for opens, model in (
        ("case", "counsellingcase"),
        ("performance", "performancecounselling"),
    ):
        open_now = rows.filter(opens=opens)
        subjects = apps.get_model("mentoring", model)._base_manager.filter(
            client__in=open_now.values("person"),
            organisation__in=open_now.values("organisation"),
        )
        if opens == "case":
            subjects = subjects.exclude(kept_out__person__user=user)
        found |= Q(key__in=subjects.order_by().values("key"))
    return found


GLASS_NOTES: Final[Mapping[str, Relation]] = {
    "opener_of_glass": _of_glass(rules.is_opener),
    "second_of_glass": _of_glass(rules.is_second),
    "emergency": is_let_in,
}
