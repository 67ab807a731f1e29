"""What a coordinator lets people know about one deadline: reminded by hand, or given more time."""

from datetime import datetime
from typing import Any

from django.db import models

from mentoring.notices import audience, facts
from mentoring.notices.manners import Word, leaving
from mentoring.notices.path import as_json
from notifications import outbox
from workflows.models import Deadline


def drafts(
    kind: str, subject: Any, row: Deadline | None, *, cause: str, now: datetime
) -> list[models.Model]:
    """Unsaved notices to those of whom the deadline is awaited; none if it awaits an office."""
    if row is None:
        return []
    return [
        draft
        for found in audience.resolve(row.role, subject, now)
        for draft in outbox.draft(
            kind,
            recipient=found.person.user,
            cause=cause,
            subject_kind=subject.kind,
            subject_id=subject.pk,
            facts={
                **facts.of_subject(subject),
                **facts.of_deadline(row, [found.person], now),
                **facts.of_recipient(subject, found),
            },
            now=now,
            path=as_json(found.role, found.path),
            **leaving(Word(kind), found.person, subject, now),
        )
    ]
