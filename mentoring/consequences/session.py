"""Effects of a session's changes: bookings, notes, and what the relationship learns of it."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from mentoring.machines.reasons import Status
from mentoring.machines.relationship import RelationshipState
from mentoring.machines.session import SessionState
from mentoring.models import Booking, Note, Person, Relationship, Session
from workflows import hooks
from workflows.change import BulkUpdate, Change, Effects, FollowUp

KIND = "session"

OTHER_CHANGES = (
    "decline_time",
    "lapse",
    "move",
    "cancel",
    "call_off",
    "confirm_held",
    "report_no_show",
    "settle",
    "file_note",
)


@hooks.owners(KIND, "confirm")
def both_people_and_the_relationship(
    pk: int,
) -> Iterable[QuerySet[Person] | QuerySet[Relationship]]:
    """Whoever books one of the two waits here, so that no two bookings are weighed at once."""
    session = Session.objects.filter(pk=pk)
    practitioner = Q(pk__in=session.values("practitioner__person"))
    pair = Person.objects.filter(Q(pk__in=session.values("mentee")) | practitioner)
    return [pair.order_by("pk"), *the_relationship(pk)]


@hooks.owners(KIND, *OTHER_CHANGES)
def the_relationship(pk: int) -> Iterable[QuerySet[Relationship]]:
    """A relationship is locked before its sessions, whichever of them is changed."""
    return [
        Relationship.objects.filter(pk__in=Session.objects.filter(pk=pk).values("relationship"))
    ]


@hooks.consequence(KIND, "confirm")
def both_are_booked(change: Change) -> Effects:
    session = _session(change)
    return Effects(
        [
            Booking(session=session, person=person, starts=session.starts_at, ends=session.ends_at)
            for person in (session.mentee, session.practitioner.person)
        ]
    )


@hooks.consequence(KIND, "move", "cancel", "call_off")
def bookings_are_released(change: Change) -> Effects:
    rows = Booking.objects.filter(session=change.subject.pk, released_at=None)
    return Effects(updates=[BulkUpdate(rows, {"released_at": change.now})])


@hooks.consequence(KIND, "file_note")
def note_is_kept(change: Change) -> Effects:
    session, data = _session(change), change.data
    return Effects(
        [
            Note(
                session=session,
                author=session.acting_person(),
                kind=data["kind"],
                body=data["body"],
                created_at=change.now,
            )
        ]
    )


@hooks.after(KIND, "confirm")
def planning_is_noted(change: Change) -> Sequence[FollowUp]:
    return _noted(change, "note_session_planned")


@hooks.after(KIND, "move", "cancel", "report_no_show")
def loss_is_noted(change: Change) -> Sequence[FollowUp]:
    """Only of a session that was agreed on: a proposal never answered the call for a session."""
    if change.before != SessionState.CONFIRMED:
        return ()
    return _noted(change, "note_session_missed")


@hooks.after(KIND, "confirm_held", "settle")
def outcome_is_noted(change: Change) -> Sequence[FollowUp]:
    session = _session(change)
    if session.state == SessionState.HELD:
        return _noted(change, "note_session_held", held_at=session.starts_at)
    return _noted(change, "note_session_missed") if session.state == SessionState.CANCELLED else ()


@hooks.after(KIND, "file_note")
def practitioners_note_is_a_status_update(change: Change) -> Sequence[FollowUp]:
    session = _session(change)
    if "practitioner" not in session.acting_roles:
        return ()
    status = session.relationship.status or Status.ON_TRACK
    return _told(session, "update_status", status=status)


def _session(change: Change) -> Session:
    assert isinstance(change.subject, Session)  # noqa: S101 registered for this kind only
    return change.subject


def _noted(change: Change, transition: str, **data: object) -> Sequence[FollowUp]:
    """Told to the relationship; when another session is planned, that too, so nobody is nagged."""
    session = _session(change)
    told = _told(session, transition, **data)
    if not told or transition == "note_session_planned":
        return told
    planned = Session.objects.planned(session.relationship, change.now)
    if not planned.exclude(pk=session.pk).exists():
        return told
    return [*told, *_told(session, "note_session_planned")]


def _told(session: Session, transition: str, **data: object) -> Sequence[FollowUp]:
    """Nothing is told to a relationship that rests or has ended, or has gone on with another."""
    relationship = session.relationship
    still = relationship.practitioner_id == session.practitioner_id
    if relationship.state != RelationshipState.ACTIVE or not still:
        return ()
    return [FollowUp(relationship, transition, data)]
