"""Effects of a relationship's changes: offers, agreements, reflections, a practitioner's places."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mentoring.guards import has_room
from mentoring.machines.reasons import OfferAnswer
from mentoring.machines.relationship import RelationshipState
from mentoring.machines.session import AHEAD
from mentoring.models import Agreement, Offer, Practitioner, Reflection, Relationship, Session
from workflows import hooks
from workflows.change import BulkUpdate, Change, Effects, FollowUp, GuardedUpdate, KnownUpdate
from workflows.errors import Conflict, Guarded
from workflows.fresh import fresh_row
from workflows.kept import KeptUpdate

ANSWERED_MEANWHILE = _("The offer has been answered already.")
COUNTER_IS_OFF = _("The number of people this mentor or coach works with does not add up.")
STANDARD_FREQUENCY_DAYS = 28

KIND = "relationship"


@hooks.consequence(KIND, "offer")
def offer_is_made(change: Change) -> Effects:
    relationship = _relationship(change)
    return Effects(
        [
            fresh_row(
                Offer,
                relationship=relationship,
                practitioner=relationship.offered_to,
                rank=relationship.offer_rank,
                offered_at=change.now,
                offered_by_id=change.record.actor_id,
            )
        ]
    )


@hooks.consequence(KIND, "accept")
def offer_is_accepted(change: Change) -> Effects:
    """The place is taken by a guarded counter; the first agreement is the mentee's aim as asked."""
    relationship = _relationship(change)
    terms = Agreement(
        relationship=relationship,
        version=relationship.agreement_version,
        goals=relationship.aim,
        frequency_days=STANDARD_FREQUENCY_DAYS,
        ends_on=relationship.programme.ends_on,
        created_at=change.now,
    )
    return Effects([terms], [_answer(change, OfferAnswer.ACCEPTED), _taken(relationship)])


@hooks.consequence(KIND, "decline")
def offer_is_declined(change: Change) -> Effects:
    return Effects(updates=[_answer(change, OfferAnswer.DECLINED)])


@hooks.consequence(KIND, "lapse")
def offer_lapses(change: Change) -> Effects:
    return Effects(updates=[_answer(change, OfferAnswer.LAPSED)])


@hooks.consequence(KIND, "withdraw_offer")
def offer_is_withdrawn(change: Change) -> Effects:
    return Effects(updates=[_answer(change, OfferAnswer.WITHDRAWN)])


@hooks.consequence(KIND, "withdraw")
def request_is_withdrawn(change: Change) -> Effects:
    if change.before != RelationshipState.OFFERED:
        return Effects()
    return Effects(updates=[_answer(change, OfferAnswer.SUPERSEDED)])


@hooks.consequence(KIND, "propose_terms")
def terms_are_proposed(change: Change) -> Effects:
    relationship, data = _relationship(change), change.data
    return Effects(
        [
            Agreement(
                relationship=relationship,
                version=relationship.agreement_version,
                goals=data["goals"],
                frequency_days=data["frequency_days"],
                ends_on=data["ends_on"],
                created_at=change.now,
            )
        ]
    )


@hooks.consequence(KIND, "sign")
def agreement_is_signed(change: Change) -> Effects:
    relationship = _relationship(change)
    signed = {
        "mentee_signed_at": relationship.mentee_signed_at,
        "practitioner_signed_at": relationship.practitioner_signed_at,
    }
    rows = Agreement.objects.filter(
        relationship=relationship, version=relationship.agreement_version
    )
    return Effects(updates=[GuardedUpdate(rows, signed, Conflict(ANSWERED_MEANWHILE))])


@hooks.consequence(KIND, "reflect")
def side_looks_back(change: Change) -> Effects:
    relationship, data = _relationship(change), change.data
    words = Reflection(
        relationship=relationship,
        author=_acting(relationship),
        body=data["reflection"],
        rating=data["rating"],
        created_at=change.now,
    )
    return Effects([words], _freed(change) if _is_closed(relationship) else ())


@hooks.consequence(KIND, "time_out", "end_early", "request_rematch", "hand_over", "close")
def place_is_freed(change: Change) -> Effects:
    return Effects(updates=_freed(change))


ENDINGS = ("end_early", "request_rematch", "hand_over", "reflect", "close")


@hooks.followers(KIND, *ENDINGS)
def sessions_ahead(pk: int) -> Sequence[QuerySet[Session]]:
    return [Session.objects.filter(relationship=pk, state__in=AHEAD)]


@hooks.after(KIND, *ENDINGS)
def sessions_are_called_off(change: Change) -> list[FollowUp]:
    """Those still to come; what has begun is settled by its own clocks."""
    if change.subject.state == RelationshipState.CLOSING:
        return []
    sessions = [other for other in change.beside if isinstance(other, Session)]
    return [FollowUp(each, "call_off") for each in sessions if each.starts_at > change.now]


@hooks.after(KIND, "resume", "reopen")
def planned_session_counts(change: Change) -> list[FollowUp]:
    """Nobody is asked to plan a session when one is planned already."""
    relationship = _relationship(change)
    planned = Session.objects.planned(relationship, change.now).exists()
    return [FollowUp(relationship, "note_session_planned")] if planned else []


def _relationship(change: Change) -> Relationship:
    assert isinstance(change.subject, Relationship)  # noqa: S101 registered for this kind only
    return change.subject


def _is_closed(relationship: Relationship) -> bool:
    return bool(relationship.state == RelationshipState.CLOSED)


def _acting(relationship: Relationship) -> Any:
    if "mentee" in relationship.acting_roles:
        return relationship.mentee
    return relationship.practitioner.person if relationship.practitioner else None


_ANSWERED = KeptUpdate(
    lambda relationship, rank, answer, now, reason: (
        Offer.objects.filter(relationship=relationship, rank=rank, answer=""),
        {"answer": answer, "answered_at": now, "reason": reason},
    )
)


def _answer(change: Change, answer: OfferAnswer) -> KnownUpdate:
    given = {
        "relationship": change.subject.pk,
        "rank": _relationship(change).offer_rank,
        "answer": answer.value,
        "now": change.now,
        "reason": change.record.reason,
    }
    return KnownUpdate(_ANSWERED, given, Conflict(ANSWERED_MEANWHILE))


_TAKEN = KeptUpdate(
    lambda pk: (
        Practitioner.objects.filter(Q(pk=pk), active__lt=F("capacity")),
        {"active": F("active") + 1},
    )
)


def _taken(relationship: Relationship) -> KnownUpdate:
    given = {"pk": relationship.practitioner_id}
    return KnownUpdate(_TAKEN, given, Guarded(has_room.reason))


def _freed(change: Change) -> Sequence[GuardedUpdate | BulkUpdate]:
    relationship = _relationship(change)
    left = relationship.practitioner_id or relationship.previous_practitioner_id
    rows = Practitioner.objects.filter(Q(pk=left), active__gt=0)
    return [GuardedUpdate(rows, {"active": F("active") - 1}, Guarded(COUNTER_IS_OFF))]
