"""A superior says that they reminded who is late; it is kept, and nothing else changes."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models import Acknowledgement
from mentoring.queries import lateness
from mentoring.queries.lateness import Lateness
from notifications.models import Notice
from workflows import engine
from workflows.errors import Guarded, NotPermitted

DONE_MEANWHILE = _("It has been done meanwhile, so nobody needs to be reminded. Thank you.")


def acknowledge(notice: Notice, *, by: User, now: datetime) -> Acknowledgement:
    """Keep the recipient's word once; saying it again gives back the first.

    Raises NotPermitted, or Guarded when nothing is awaited any more.
    """
    late = told_superior(notice, by=by)
    held = Acknowledgement.objects.filter(notice=notice).first()
    if held is not None:
        return held
    if not late.stands:
        raise Guarded(DONE_MEANWHILE)
    kept, _made = Acknowledgement.objects.get_or_create(
        notice=notice, defaults={"deadline": late.deadline, "person": by.person, "at": now}
    )
    return kept


def told_superior(notice: Notice, *, by: User) -> Lateness:
    """What the notice told; NotPermitted for anybody but its recipient."""
    late = lateness.of_notice(notice)
    if late is None or notice.recipient_id != by.pk:
        raise NotPermitted(engine.NOT_YOURS)
    return late
