"""Proposing a session. Everything after that is a transition of the session."""

from datetime import datetime

from django.db import transaction

from mentoring import guards
from mentoring.machines.reasons import SessionMode
from mentoring.machines.relationship import RelationshipState
from mentoring.models import Person, Relationship, Session
from workflows import engine, reading
from workflows.actors import Actor
from workflows.errors import Guarded, NotPermitted


@transaction.atomic
def propose(
    relationship: Relationship,
    starts_at: datetime,
    ends_at: datetime,
    mode: str = SessionMode.IN_PERSON,
    place: str = "",
    link: str = "",
    *,
    by: Actor,
    now: datetime,
) -> Session:
    """One of the pair proposes a time (aware datetimes), shown in the zone they work in.

    Raises NotPermitted or Guarded with a reason to show.
    """
    Relationship.objects.select_for_update(of=("self",)).get(pk=relationship.pk)
    fresh = reading.read(Relationship, relationship.pk, by=by, now=now)
    proposer = _proposer(fresh)
    if fresh.state != RelationshipState.ACTIVE or fresh.practitioner is None:
        raise Guarded(guards.relationship_is_active.reason)
    if not guards.is_sound(starts_at, ends_at, now):
        raise Guarded(guards.new_time_is_sound.reason)
    session = Session(
        relationship=fresh,
        mentee=fresh.mentee,
        practitioner=fresh.practitioner,
        proposed_by=proposer,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=proposer.unit.calendar.zone,
        mode=mode,
        place=place,
        link=link,
    )
    return engine.begin(session, by=by, now=now)


def _proposer(relationship: Relationship) -> Person:
    for role in ("mentee", "practitioner"):
        if role in relationship.acting_roles:
            return relationship.people_in(role)[0]
    raise NotPermitted(engine.NOT_YOURS)
