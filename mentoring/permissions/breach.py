"""Who sees that the protection of personal data has failed (class B).

Whoever reported it sees that it was received; a person concerned sees their letter once it is given
to them in the portal. The rest is the data protection officer's.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.permissions.values import Fields, Hat, Relation, Resource, words

_ALL: Final = words(
    "uid finder reported_at cause happened_from happened_until described_at notified_at closed_at"
    " dismissed_for people letter state version turn due transitions forecast history"
)

BREACH = Resource(
    label=_("Failure of data protection"),
    model="mentoring.Breach",
    relations=rules.BREACH,
    see={
        "dpo": _ALL,
        "finder": words("uid reported_at state"),
        "affected": words("uid reported_at letter"),
    },
    disclosure="B",
    create={Hat.PERSON: words("text"), Hat.OPERATOR: words("organisation text")},
)

_WRITTEN: Final = words("data course handling contact")


def _of_breach(relation: Relation, fields: Fields = frozenset()) -> Relation:
    def found(user: Any, now: datetime) -> Q:
        breaches = apps.get_model("mentoring", "breach")._base_manager
        rows = Q(key__in=breaches.filter(relation(user, now)).order_by().values("key"))
        return rows & Q(field__in=fields) if fields else rows

    return found


BREACH_NOTES: Final[Mapping[str, Relation]] = {
    "dpo_of_breach": _of_breach(rules.BREACH["dpo"]),
    "affected_by_breach": _of_breach(rules.BREACH["affected"], _WRITTEN),
}
