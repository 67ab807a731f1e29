"""Acting on many items together: looked at, confirmed once, done one by one, whole or not."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models import BulkAct, BulkItem
from mentoring.queries import bulk as queries
from mentoring.queries.bulk import Picked
from mentoring.services import bulk_deeds
from mentoring.services.bulk_outlook import Given, Outlook, outlooks, seen
from mentoring.services.bulk_spread import spread
from workflows import hooks
from workflows.clock import OutsideTable
from workflows.errors import Conflict, NotPermitted, Refused

logger = logging.getLogger(__name__)

MOST = 500
AT_ONCE = 20  # done before the answer; the others go on by themselves
KEPT, LOOKED_AT = timedelta(days=90), timedelta(days=1)

CHANGED = _("It has changed since you looked at it. Nothing was done.")
NOT_YOURS = _("You do not coordinate it any more.")
FAILED = _("Something went wrong here. Nothing was done; the operators can read it in the log.")

Outcome = BulkItem.Outcome


@transaction.atomic
def look(kind: str, given: Given, chosen: Sequence[Picked], *, by: User, now: datetime) -> BulkAct:
    """Keep what it would do to each of these; nothing else is written before `confirm`."""
    act = BulkAct.objects.create(kind=kind, given=dict(given), by=by, asked_at=now)
    _keep(act, chosen, now)
    return act


@transaction.atomic
def look_again(act: BulkAct, given: Given, *, now: datetime) -> bool:
    """The same items as they are now, with other days; False if it is confirmed already."""
    if not BulkAct.objects.filter(pk=act.pk, confirmed_at=None).update(given=given, asked_at=now):
        return False
    items = list(act.items.order_by("place"))
    subjects = queries.of_items(items)
    keys = [(one.subject_kind, subjects[one.pk].uid, one.name) for one in items]
    act.given = dict(given)
    act.items.all().delete()
    _keep(act, queries.picked(keys, act.by, now), now)
    return True


def confirm(act: BulkAct, given: Given, *, now: datetime) -> bool:
    """Decide it once and do the first ones; False if that was done before."""
    held = BulkAct.objects.filter(pk=act.pk, confirmed_at=None)
    if not held.update(given=given, confirmed_at=now):
        return False
    act.given, act.confirmed_at = dict(given), now
    go_on(act, now, AT_ONCE)
    return True


def go_on(act: BulkAct, now: datetime, most: int) -> int:
    """Do up to so many of what is left, each in a transaction of its own; how many were decided."""
    for done in range(most):
        if not _next(act, now):
            return done
    return most


def go_on_next(now: datetime) -> int:
    """One item of the oldest act that has something to do now; 0 if there is none."""
    left = BulkItem.objects.filter(act=OuterRef("pk"), outcome="")
    waiting = BulkAct.objects.filter(confirmed_at__isnull=False, finished_at=None)
    waiting = waiting.filter(Exists(left.filter(_open(now))) | ~Exists(left))
    act = waiting.select_related("by").order_by("pk").first()
    return int(_next(act, now)) if act is not None else 0


def has_begun_since(act: BulkAct, now: datetime) -> bool:
    """Whether a day that was looked at as one to come has begun before it was confirmed."""
    return act.items.filter(outcome="", opens_at__gt=act.asked_at, opens_at__lte=now).exists()


@transaction.atomic
def take_back(act: BulkAct, *, now: datetime) -> int:
    """Leave undone what has not begun; how many these were."""
    left = act.items.filter(outcome="")
    if not BulkAct.objects.filter(pk=act.pk, confirmed_at__isnull=False).exists():
        return 0
    number = left.update(outcome=Outcome.TAKEN_BACK, at=now)
    BulkAct.objects.filter(pk=act.pk, finished_at=None).update(finished_at=now)
    return number


def forget_old(now: datetime) -> None:
    """What was only looked at after a day, what was done when nobody asks for it any more."""
    looked_at = Q(confirmed_at=None, asked_at__lt=now - LOOKED_AT)
    old = BulkAct.objects.filter(Q(finished_at__lt=now - KEPT) | looked_at)
    BulkItem.objects.filter(act__in=old.values("pk")).delete()
    old.delete()


def _keep(act: BulkAct, chosen: Sequence[Picked], now: datetime) -> None:
    found = outlooks(act.kind, act.given, chosen, by=act.by, now=now)
    found = spread(found, int(act.given.get("spread") or 1), now)
    items = [_item(act, place, one, now) for place, one in enumerate(found, start=1)]
    BulkItem.objects.bulk_create(items)


def _item(act: BulkAct, place: int, one: Outlook, now: datetime) -> BulkItem:
    return BulkItem(
        act=act,
        place=place,
        subject_kind=one.picked.subject.kind,
        subject_id=one.picked.subject.pk,
        name=one.picked.name,
        practitioner=one.practitioner,
        seen=one.seen,
        due_from=one.picked.deadline.due_at if one.picked.deadline else None,
        due_to=one.due_to,
        opens_at=one.opens_at,
        outcome=Outcome.REFUSED if one.refused else "",
        said=one.refused[:250],
        at=now if one.refused else None,
    )


def _next(act: BulkAct, now: datetime) -> bool:
    """Decide the next item; False if that was none, and then the act is finished."""
    with transaction.atomic():
        left = act.items.filter(_open(now), outcome="").order_by("place")
        item = left.select_for_update(skip_locked=True, of=("self",)).first()
        if item is None:
            # Its day has not come, or another worker is at the last one.
            waits = act.items.filter(outcome="").exists()
            if not waits:
                BulkAct.objects.filter(pk=act.pk, finished_at=None).update(finished_at=now)
            return False
        with translation.override(act.by.language):
            item.outcome, item.said = _outcome(act, item, now)
        item.at = now
        item.save(update_fields=["outcome", "said", "due_to", "at"])
        transaction.on_commit(hooks.wake, robust=True)
    return True


def _open(now: datetime) -> Q:
    return Q(opens_at=None) | Q(opens_at__lte=now)


def _outcome(act: BulkAct, item: BulkItem, now: datetime) -> tuple[str, str]:
    try:
        with transaction.atomic():
            _do(act, item, now)
    except Conflict as conflict:
        return Outcome.CHANGED, str(conflict)[:250]
    except (Refused, ValidationError, OutsideTable) as refused:
        said = refused.messages[0] if isinstance(refused, ValidationError) else str(refused)
        return Outcome.REFUSED, said[:250]
    except Exception:
        logger.exception("an item of a bulk act failed", extra={"act": str(act.uid)})
        return Outcome.FAILED, str(FAILED)
    return Outcome.DONE, ""


def _do(act: BulkAct, item: BulkItem, now: datetime) -> None:
    """As it stands now: what was looked at must still be so."""
    subject = queries.of_items([item])[item.pk]
    found = queries.picked([(subject.kind, subject.uid, item.name)], act.by, now)
    if not found:
        raise NotPermitted(NOT_YOURS)
    if seen(found[0], offered=item.practitioner_id is not None) != item.seen:
        raise Conflict(CHANGED)
    deed: Callable[[BulkAct, BulkItem, Picked, datetime], None] = bulk_deeds.DEEDS[act.kind]
    deed(act, item, found[0], now)
