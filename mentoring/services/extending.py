"""A coordinator gives one deadline more time; whose it is hears of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models.parties import OFFICES
from mentoring.notices import by_hand
from mentoring.notices.kinds import EXTENDED
from notifications import outbox
from workflows import extending, hooks
from workflows.errors import Conflict, NotPermitted
from workflows.models import Deadline, Extension

NOT_ONESELF = _("It waits for the coordinator. Nobody gives more time to themselves.")


def permit(subject: Any, row: Deadline, by: User) -> None:
    """NotPermitted where somebody would give more time to themselves."""
    own = row.role in OFFICES or row.responsible_id == by.pk
    if own or by.pk in {one.user_id for one in subject.people_in(row.role)}:
        raise NotPermitted(NOT_ONESELF)


@transaction.atomic
def extend(
    subject: Any,
    name: str,
    days: int,
    reason: str,
    *,
    by: User,
    now: datetime,
    expected: datetime | None = None,
) -> Extension:
    """The caller has decided that `by` coordinates it. Raises Refused with a reason to show."""
    row = Deadline.objects.open().of(subject.kind, subject.pk).filter(name=name).first()
    if row is None:
        raise Conflict(extending.DONE_MEANWHILE)
    permit(subject, row, by)
    given = extending.extend(row.uid, days, reason, by=by, now=now, expected=expected)
    row.due_at = given.due_to
    cause = f"extension:{given.uid}"
    outbox.put(by_hand.drafts(EXTENDED, subject, row, cause=cause, now=now))
    transaction.on_commit(hooks.wake, robust=True)
    return given
