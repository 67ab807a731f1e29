"""A status update that stays away until the superior is told of it."""

from datetime import datetime

from mentoring.models import Person, Relationship
from notifications.models import Notice
from tests.factories.cast import MONDAY, Cast
from tests.factories.kept import kept
from tests.factories.relationship import relationship
from tests.moments import at
from workflows.sweep import ring_due

EARLIER = at("2026-04-20 09:00")  # more than twenty working days before that Monday


@kept
def late_relationship(
    cast: Cast, *, mentee: Person | None = None, until: datetime = MONDAY
) -> Relationship:
    """Active for so long that Budi's status update and first session are overdue, and rung."""
    made = relationship(cast, "active", mentee=mentee, now=EARLIER)
    while ring_due(until):
        pass
    return made


def escalation_to(person: Person, kind: str = "escalation.status_update") -> Notice:
    return Notice.objects.get(recipient=person.user, kind=kind, not_sent="")
