"""Who sees a sealed note: the relations of each kind of case, beside whoever wrote it.

Seeing it is not reading it: its text is opened with a record of who did, and why.
"""

from collections.abc import Mapping
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring.permissions.values import Relation, Resource, words

_RELATIONS: Final[Mapping[str, Relation]] = {
    "author": lambda user, now: Q(author=user),
}

SEALED_NOTE = Resource(
    label=_("Sealed note"),
    model="mentoring.SealedNote",
    relations=_RELATIONS,
    see={"author": words("uid field author shared text created_at")},
)
