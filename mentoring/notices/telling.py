"""What a ring says to the people found for it, and to the coordinator where nobody was found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models

from mentoring.models import Person, is_walled
from mentoring.notices import audience, facts, kinds, many, programs
from mentoring.notices.audience import Ask
from mentoring.notices.manners import Word, leaving
from mentoring.notices.many import Heads
from mentoring.notices.path import Found, Unroutable, as_json
from mentoring.notices.programs import Told
from mentoring.queries.directory import Directory
from mentoring.vocabulary import Role
from notifications import incidents, outbox
from notifications.day_mails import GATHERING
from notifications.models import Notice
from workflows.change import RingEvent, Tidings
from workflows.policy import Action, Misfire

PAST, COLLAPSED = "past", "collapsed"


@dataclass(frozen=True, slots=True)
class Telling:
    """One ring, who is awaited, who is to be told, and which searches found nobody."""

    event: RingEvent
    late: tuple[Person, ...]
    found: tuple[Found, ...]
    lost: tuple[Unroutable, ...]
    alarmed: tuple[Found, ...] = ()
    programs: Told = programs.nobody


def barred(event: RingEvent, late: Iterable[Person]) -> frozenset[int]:
    """An escalation reaches neither who is late nor the other one of the pair, in whatever hat."""
    if event.step.action is not Action.ESCALATE or facts.is_among_equals(event.subject):
        return frozenset()
    return frozenset(person.user_id for person in (*facts.parties(event.subject), *late))


def each_once(found: Iterable[Found]) -> tuple[Found, ...]:
    """One entry per person, the first role that led there."""
    people: dict[int, Found] = {}
    for each in found:
        people.setdefault(each.person.user_id, each)
    return tuple(people.values())


def alarmed(tellings: Sequence[Telling], directory: Directory) -> list[Telling]:
    """Where nobody was found the coordinators are told so; late ones only if there is no other."""
    asks = [
        Ask(each.event.subject, Role.COORDINATOR, barred)
        for each in tellings
        if each.lost
        for barred in (frozenset(person.user_id for person in each.late), frozenset())
    ]
    answers = iter(audience.resolve_all(asks, directory) if asks else ())
    return [
        _with_alarm(each, next(answers).found, next(answers).found) if each.lost else each
        for each in tellings
    ]


def _with_alarm(telling: Telling, others: tuple[Found, ...], anybody: tuple[Found, ...]) -> Telling:
    """Whoever is alarmed needs no second mail of the same ring."""
    alarmed = others or anybody
    users = {each.person.user_id for each in alarmed}
    found = tuple(each for each in telling.found if each.person.user_id not in users)
    return replace(telling, found=found, alarmed=alarmed)


def tidings(
    telling: Telling,
    now: datetime,
    left_out: Callable[[Found], bool] = lambda _found: False,
    heads: Heads | None = None,
) -> Tidings:
    """The unsaved rows; who is `left_out` gets a row with the reason instead of a mail.

    With `heads` equal lateness of many becomes a list.
    """
    event = telling.event
    telling = replace(telling, programs=programs.listening(event.subject))
    rows: list[models.Model] = []
    for found in telling.found:
        reason = PAST if event.past else COLLAPSED if left_out(found) else ""
        rows += _drafted(kind_of(event), telling, found, now, reason=reason, heads=heads)
    if not event.past:
        rows += _alarm(telling, now)
    return Tidings(rows, sum(isinstance(row, Notice) for row in rows))


def kind_of(event: RingEvent) -> str:
    if is_walled(event.subject):
        return kinds.confidential(event.deadline)
    if event.step.action is Action.ESCALATE:
        return kinds.escalation(event.deadline.name)
    return kinds.reminder(event.deadline.name, event.step)


def _alarm(telling: Telling, now: datetime) -> list[models.Model]:
    rows: list[models.Model] = []
    for lost in telling.lost[:1]:
        for found in telling.alarmed:
            rows += _drafted(
                kinds.unroutable(telling.event.deadline.name),
                telling,
                found,
                now,
                more=facts.of_search(lost),
                lost=lost,
            )
        if not telling.alarmed:
            rows.append(_nobody_at_all(telling.event, lost, now))
    return rows


def _nobody_at_all(event: RingEvent, lost: Unroutable, now: datetime) -> models.Model:
    return incidents.draft(
        f"unroutable:{event.cause}",
        kind="unroutable",
        reason="nobody_to_tell",
        facts={"path": as_json(lost.role, lost.path)},
        subject=(event.subject.kind, event.subject.pk),
        now=now,
    )


def _drafted(
    kind: str,
    telling: Telling,
    found: Found,
    now: datetime,
    *,
    reason: str = "",
    more: Mapping[str, Any] | None = None,
    lost: Unroutable | None = None,
    heads: Heads | None = None,
) -> list[models.Model]:
    event, row = telling.event, telling.event.deadline
    late = [found.over] if found.over is not None and found.over in telling.late else telling.late
    common: dict[str, Any] = {
        "recipient": found.person.user,
        "cause": event.cause,
        "subject_kind": event.subject.kind,
        "subject_id": event.subject.pk,
        "facts": {
            **facts.of_subject(event.subject),
            **facts.of_deadline(row, _named(late, event), now),
            **facts.of_recipient(event.subject, found, late),
            **(more or {}),
        },
        "now": now,
        "path": as_json(lost.role, lost.path) if lost else as_json(found.role, found.path),
    }
    if reason:
        return [outbox.unsent(kind, reason=reason, **common)]
    expires = row.due_at if event.step.misfire is Misfire.SKIP_IF_PAST else None
    overdue = now > row.due_at
    latest = row.due_at if not overdue and event.step.action is Action.REMIND else None
    belated = event.step.action is Action.ESCALATE and now - event.ring.at >= GATHERING
    word = Word(kind, overdue, latest, belated)
    common |= leaving(word, found.person, event.subject, now)
    key = many.list_key(kind, event, found) if heads is not None else None
    when = {"expires_at": expires, "endpoints": telling.programs(kind)}
    return many.lined_up(kind, key, {} if heads is None else heads, **when, **common)


def _named(late: Sequence[Person], event: RingEvent) -> Sequence[Person]:
    """Of what is walled nobody's name stands in a notice."""
    return () if is_walled(event.subject) else late
