"""An escalation told anew: whoever was told is not the superior, or is away, so another one is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F

from mentoring.models import Correction, Person
from mentoring.notices import audience, climb
from mentoring.notices.audience import Ask
from mentoring.notices.path import Found, Unroutable
from mentoring.notices.telling import Telling, alarmed, barred, tidings
from mentoring.queries import lateness
from mentoring.queries.directory import Directory
from mentoring.queries.lateness import Lateness
from mentoring.vocabulary import SUPERIORS
from notifications.models import Delivery, Incident, Notice
from workflows.change import BulkUpdate, Change, Effects, RingEvent
from workflows.models import Deadline
from workflows.policy import Action, Step
from workflows.registry import machine
from workflows.schedule import Ring


@dataclass(frozen=True, slots=True)
class Anew(RingEvent):
    """A step that has rung before, told again; `why` makes it an occurrence of its own."""

    why: str = ""

    @property
    def cause(self) -> str:
        return f"deadline:{self.deadline.uid}:{self.deadline.epoch}:{self.why}"


def of_correction(change: Change) -> Effects:
    """While somebody disputes to be the superior, and once it is settled who is."""
    correction: Any = change.subject
    told = _of_dispute(correction, change.now)
    if change.name == "inform":
        told = [*told, *lateness.escalated_over(correction.person, change.now)]
    return effects(told, why=f"{change.name}:{correction.uid}", now=change.now)


def _of_dispute(correction: Correction, now: datetime) -> list[Lateness]:
    held = lateness.told_to(correction.superior, now)
    return [each for each in held if each.below == str(correction.person.uid)]


def effects(told: Sequence[Lateness], *, why: str, now: datetime) -> Effects:
    """Find the superior again for what is still awaited; the rows that tell them, each once.

    Whoever was told of a deadline as a superior before is not told of it twice. Locks the
    deadlines, so that none is closed between the look and the word.
    """
    events = _events(_open({each.deadline.pk: each for each in told}), why, now)
    if not events:
        return Effects()
    known = lateness.superiors_told([each for each, _event in events])
    news = {
        telling.event.deadline.pk: tidings(_fresh(telling, known), now).rows
        for telling in _tellings(events, Directory(now))
    }
    said = _said([row for rows in news.values() for row in rows])
    fresh = {pk: [row for row in rows if _key(row) not in said] for pk, rows in news.items()}
    counts = {pk: sum(isinstance(row, Notice) for row in rows) for pk, rows in fresh.items()}
    return Effects(
        sorted(
            (row for rows in fresh.values() for row in rows),
            key=lambda row: not isinstance(row, Notice),
        ),
        [
            BulkUpdate(Deadline.objects.filter(pk=pk), {"told": F("told") + count})
            for pk, count in counts.items()
            if count
        ],
    )


def subject_of(notice: Notice) -> Any:
    """What the notice is about, with what belongs to it."""
    model: Any = machine(notice.subject_kind)
    return model._base_manager.select_related(*model.related).get(pk=notice.subject_id)


def _key(row: Any) -> str:
    """What makes a row the same occurrence; a copy goes with its notice."""
    return str(row.notice.key if isinstance(row, Delivery) else row.key)


def _said(rows: Iterable[Any]) -> set[str]:
    """The keys of what was said before for the same reason."""
    keys = {_key(row) for row in rows}
    notices = Notice.objects.filter(key__in=keys).order_by("pk").values_list("key", flat=True)
    incidents = Incident.objects.filter(key__in=keys).order_by("pk").values_list("key", flat=True)
    return {*notices, *incidents}


def _open(told: dict[int, Lateness]) -> list[Lateness]:
    rows = Deadline.objects.open().filter(pk__in=told).select_for_update(of=("self",))
    rows = rows.select_related("policy_version", "calendar").order_by("pk")
    return [replace(told[row.pk], deadline=row) for row in rows]


def _events(told: Iterable[Lateness], why: str, now: datetime) -> list[tuple[Lateness, Anew]]:
    told = list(told)
    subjects = {
        kind: _subjects(kind, [each for each in told if each.notice.subject_kind == kind])
        for kind in sorted({each.notice.subject_kind for each in told})
    }
    found = []
    for each in told:
        step = _step(each)
        if step is not None and each.over:
            subject = subjects[each.notice.subject_kind][each.notice.subject_id]
            ring = Ring(now, 1, 0)
            found.append((each, Anew(subject, each.deadline, step, ring, past=False, why=why)))
    return found


def _subjects(kind: str, told: Iterable[Lateness]) -> dict[int, Any]:
    model: Any = machine(kind)
    rows = model._base_manager.select_related(*model.related).order_by("pk")
    return dict(rows.in_bulk([each.notice.subject_id for each in told]))


def _step(told: Lateness) -> Step | None:
    """The first step of the policy that tells a superior."""
    steps: Sequence[Step] = told.deadline.policy_version.value.steps
    return next(
        (
            step
            for step in steps
            if step.action is Action.ESCALATE and set(SUPERIORS) & set(step.audience)
        ),
        None,
    )


def _tellings(events: Sequence[tuple[Lateness, Anew]], directory: Directory) -> list[Telling]:
    asks = [Ask(event.subject, event.deadline.role) for _told, event in events]
    awaited = audience.resolve_all(asks, directory)
    late = [tuple(found.person for found in answer.found) for answer in awaited]
    people = _people({told.over for told, _event in events})
    outcomes = climb.climb(
        [
            climb.start(told.role, people[told.over], barred(event, who))
            for (told, event), who in zip(events, late, strict=True)
        ],
        directory,
    )
    return alarmed(
        [
            _telling(event, who, outcome)
            for (_told, event), who, outcome in zip(events, late, outcomes, strict=True)
        ],
        directory,
    )


def _telling(event: Anew, late: tuple[Person, ...], outcome: Found | Unroutable) -> Telling:
    if isinstance(outcome, Found):
        return Telling(event, late, (outcome,), ())
    return Telling(event, late, (), (outcome,))


def _fresh(telling: Telling, known: set[tuple[int, int]]) -> Telling:
    pk = telling.event.deadline.pk
    found = tuple(each for each in telling.found if (pk, each.person.user_id) not in known)
    return replace(telling, found=found)


def _people(uids: set[str]) -> dict[str, Person]:
    rows = Person.objects.filter(uid__in=uids).select_related(
        "user", "unit__calendar", "organisation"
    )
    return {str(person.uid): person for person in rows.order_by("pk")}
