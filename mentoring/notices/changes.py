"""What is said when a subject changes: the lines of the table, put to the people they name."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import cast

from django.db import models

from mentoring.models.parties import Parties
from mentoring.notices import audience, facts, programs
from mentoring.notices.audience import Answer, Ask
from mentoring.notices.case_table import CASE_NOTICES
from mentoring.notices.data_table import DATA_NOTICES
from mentoring.notices.glass_table import GLASS_NOTICES
from mentoring.notices.manners import Word, leaving
from mentoring.notices.path import Found, as_json
from mentoring.notices.programs import Told
from mentoring.notices.table import NOTICES, Say
from mentoring.queries.directory import Directory
from mentoring.vocabulary import Role
from notifications import outbox
from notifications.models import Notice
from workflows.change import Change, Tidings
from workflows.fresh import fresh_row

# All that is told, by the change: what is confidential stands by itself.
LINES = {**NOTICES, **CASE_NOTICES, **DATA_NOTICES, **GLASS_NOTICES}


def tell(change: Change) -> Tidings:
    """The unsaved notices and copies of one change."""
    lines = [
        line for line in LINES.get((change.subject.kind, change.name), ()) if line.when(change)
    ]
    asks = [Ask(change.subject, role) for line in lines for role in line.roles]
    answers = iter(_answered(asks, change) if asks else ())
    told_programs = programs.listening(change.subject) if lines else programs.nobody
    room = programs.once()
    rows = [
        row
        for line, found in _addressed(lines, answers, change)
        for row in _drafted(line, found, change, told_programs, room)
    ]
    told = sum(isinstance(row, Notice) for row in rows)
    return Tidings(rows, told)


def _answered(asks: Sequence[Ask], change: Change) -> Sequence[Answer]:
    subject = cast("Parties", change.subject)
    return audience.resolve_all(asks, Directory(change.now, subject.serving))


def _addressed(
    lines: Sequence[Say], answers: Iterator[Answer], change: Change
) -> Iterator[tuple[Say, Found]]:
    """Each person once, by the first line that names them; the actor only where it says so."""
    told: set[int] = set()
    actor = change.record.actor_id
    for line in lines:
        for found in [each for _role in line.roles for each in next(answers).found]:
            user = found.person.user_id
            if user in told or (user == actor and not line.actor_too):
                continue
            told.add(user)
            yield line, found


def _drafted(
    line: Say, found: Found, change: Change, told_programs: Told, room: Callable[[str], bool]
) -> list[models.Model]:
    subject = change.subject
    return outbox.draft(
        line.kind,
        recipient=found.person.user,
        cause=change.cause,
        subject_kind=subject.kind,
        subject_id=subject.pk,
        facts={
            **facts.of_subject(subject),
            **facts.of_recipient(subject, found),
            "event": change.name,
            "until": _until(line, change),
        },
        now=change.now,
        make=fresh_row,
        path=as_json(found.role, found.path),
        endpoints=told_programs(line.kind),
        room=found.role == Role.COORDINATOR and room(line.kind),
        **leaving(Word(line.kind), found.person, subject, change.now),
    )


def _until(line: Say, change: Change) -> datetime | None:
    return next((row.due_at for row in change.clocks.armed if row.name == line.until), None)
