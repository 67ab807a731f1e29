"""A superior says that they reminded who is late; it is kept, and quiets what its policy says."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models import Acknowledgement
from mentoring.queries import lateness
from mentoring.queries.lateness import Lateness
from notifications.models import Notice
from workflows import engine, quieting
from workflows.errors import Guarded, NotPermitted
from workflows.models import Deadline

DONE_MEANWHILE = _("It has been done meanwhile, so nobody needs to be reminded. Thank you.")


def acknowledge(notice: Notice, *, by: User, now: datetime) -> Acknowledgement:
    """Keep the recipient's word once; saying it again gives back the first.

    Raises NotPermitted, or Guarded or Conflict when nothing is awaited any more.
    """
    late = told_superior(notice, by=by)
    held = Acknowledgement.objects.filter(notice=notice).first()
    if held is not None:
        return held
    if not late.stands:
        raise Guarded(DONE_MEANWHILE)
    with transaction.atomic():
        kept, made = Acknowledgement.objects.get_or_create(
            notice=notice, defaults={"deadline": late.deadline, "person": by.person, "at": now}
        )
        if made:
            quieting.quiet(late.deadline.uid, now)
    return kept


def told_superior(notice: Notice, *, by: User) -> Lateness:
    """What the notice told; NotPermitted for anybody but its recipient."""
    late = lateness.of_notice(notice)
    if late is None or notice.recipient_id != by.pk:
        raise NotPermitted(engine.NOT_YOURS)
    return late


def quiet_until(kept: Acknowledgement, now: datetime) -> datetime | None:
    """Until when nobody is told more of that deadline; None if it is not quiet now."""
    row = Deadline.objects.get(pk=kept.deadline_id)
    return row.quiet_until if row.quiet_until is not None and row.quiet_until > now else None
