"""A matter of a coordinator's, as a rotation of officials begins it."""

from datetime import date
from typing import Any

from django.db import transaction

from mentoring.models import Matter, Person, Relationship
from mentoring.services import matters
from mentoring.vocabulary import Concern
from tests.factories.cast import MONDAY, Cast
from tests.factories.kept import kept


@kept
def matter(
    cast: Cast,
    pair: Relationship | None = None,
    *,
    person: Person | None = None,
    **fields: Any,
) -> Matter:
    """Somebody leaves the pair; without one, staff stay behind under Sari."""
    concern = Concern.LEAVES if pair else Concern.STAFF_STAY
    fields = {"concern": concern, "since": date(2026, 6, 8), **fields}
    who = person or (cast.budi.person if pair else cast.sari)
    programme = pair.programme if pair else None
    with transaction.atomic():
        matters.begin(
            [
                Matter(
                    organisation=cast.organisation,
                    programme=programme,
                    person=who,
                    pair=pair,
                    **fields,
                )
            ],
            now=MONDAY,
        )
    return Matter.objects.get(person=who, concern=fields["concern"], pair=pair)
