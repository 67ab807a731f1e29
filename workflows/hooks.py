"""Where the domain joins in: effects of a change, who is told, what must be locked first.

Everything registered here returns unsaved rows; nothing here writes.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

from workflows.change import Change, Effects, FollowUp, RingEvent, Tidings
from workflows.machine import Machine, Transition

Consequence = Callable[[Change], Effects]
After = Callable[[Change], Sequence[FollowUp]]
Owners = Callable[[int], Iterable["models.QuerySet[Any]"]]
Veto = Callable[[Machine, Transition], Any]
ChangeListener = Callable[[Change], Tidings]
RingListener = Callable[[Sequence[RingEvent], datetime], Sequence[Tidings]]
IncidentListener = Callable[[Machine | None, str, dict[str, Any], datetime], Sequence[models.Model]]

_consequences: dict[tuple[str, str], Consequence] = {}
_general: list[Consequence] = []
_after: dict[tuple[str, str], After] = {}
_owners: dict[tuple[str, str], Owners] = {}
_followers: dict[tuple[str, str], Owners] = {}
_vetoes: list[Veto] = []
_change_listeners: list[ChangeListener] = []
_ring_listeners: list[RingListener] = []
_incident_listeners: list[IncidentListener] = []
_wakers: list[Callable[[], None]] = []


def consequence(kind: str, *transitions: str) -> Callable[[Consequence], Consequence]:
    """Register the effects of one or more transitions of a machine; one consequence each."""

    def register(function: Consequence) -> Consequence:
        for name in transitions:
            if _consequences.setdefault((kind, name), function) is not function:
                raise ValueError(f"{kind}.{name} already has a consequence")
        return function

    return register


def general_consequence(function: Consequence) -> Consequence:
    """Register effects that any change of any machine may have."""
    _general.append(function)
    return function


def after(kind: str, *transitions: str) -> Callable[[After], After]:
    """Register changes of other subjects that follow in the same transaction.

    Lock those subjects through `owners` or `followers`, so that every path takes locks in one
    order.
    """

    def register(function: After) -> After:
        for name in transitions:
            _after[kind, name] = function
        return function

    return register


def owners(kind: str, *transitions: str) -> Callable[[Owners], Owners]:
    """Register rows to lock, in this order, before the subject is read (bookings, counters).

    Subjects among them are read as well, and lie beside the change.
    """
    return _registering(_owners, kind, transitions)


def followers(kind: str, *transitions: str) -> Callable[[Owners], Owners]:
    """Register subjects to lock and read after the subject itself, to lie beside the change."""
    return _registering(_followers, kind, transitions)


def _registering(
    registered: dict[tuple[str, str], Owners], kind: str, transitions: Sequence[str]
) -> Callable[[Owners], Owners]:
    def register(function: Owners) -> Owners:
        for name in transitions:
            registered[kind, name] = function
        return function

    return register


def veto(function: Veto) -> Veto:
    """Register what may refuse any change of any machine: it returns the reason, or None.

    It is asked of a subject that was read, and reads nothing more.
    """
    _vetoes.append(function)
    return function


def refused(subject: Machine, declared: Transition) -> Any:
    """The first reason against a change, or None."""
    return next((said for function in _vetoes if (said := function(subject, declared))), None)


def on_change(listener: ChangeListener) -> ChangeListener:
    _change_listeners.append(listener)
    return listener


def on_ring(listener: RingListener) -> RingListener:
    _ring_listeners.append(listener)
    return listener


def on_incident(listener: IncidentListener) -> IncidentListener:
    _incident_listeners.append(listener)
    return listener


def on_wake(waker: Callable[[], None]) -> Callable[[], None]:
    """Register what is poked after a commit; it must be quick and may fail without harm."""
    _wakers.append(waker)
    return waker


def effects_of(change: Change) -> Effects:
    own = _consequences.get((change.subject.kind, change.name))
    parts = [function(change) for function in ([own] if own else []) + _general]
    return Effects(
        [row for part in parts for row in part.rows],
        [update for part in parts for update in part.updates],
    )


def follow_ups(change: Change) -> Sequence[FollowUp]:
    found = _after.get((change.subject.kind, change.name))
    return found(change) if found else ()


def owners_of(kind: str, transition: str, pk: int) -> "Iterable[models.QuerySet[Any]]":
    found = _owners.get((kind, transition))
    return found(pk) if found else ()


def followers_of(kind: str, transition: str, pk: int) -> "Iterable[models.QuerySet[Any]]":
    found = _followers.get((kind, transition))
    return found(pk) if found else ()


def lock(rows: "models.QuerySet[Any]") -> None:
    """Lock rows and nothing else; where the database has one writer, that one holds them all."""
    if connection.features.has_select_for_update:
        list(rows.select_for_update().values_list("pk", flat=True))


def tidings_of(change: Change) -> Tidings:
    return _merged([listener(change) for listener in _change_listeners])


def tidings_of_rings(events: Sequence[RingEvent], now: datetime) -> list[Tidings]:
    """What is told for each event, in the order of the events."""
    answers = [listener(events, now) for listener in _ring_listeners]
    return [_merged([answer[i] for answer in answers]) for i in range(len(events))]


def incident_rows(
    subject: Machine | None, reason: str, facts: dict[str, Any], now: datetime
) -> list[models.Model]:
    return [
        row for listener in _incident_listeners for row in listener(subject, reason, facts, now)
    ]


def wake() -> None:
    for waker in _wakers:
        waker()


def _merged(parts: Sequence[Tidings]) -> Tidings:
    return Tidings([row for part in parts for row in part.rows], sum(part.told for part in parts))
