"""What is wrong with the notices and copies, told from rows alone, without the sender's code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from notifications.models import DayMail, Delivery, Incident, Notice

STUCK_AFTER = timedelta(minutes=2)
OVERDUE_AFTER = timedelta(minutes=15)
NAMED = 50


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    detail: str


def findings(now: datetime, *, overdue_after: timedelta = OVERDUE_AFTER) -> list[Finding]:
    """Empty if every planned copy is sent, waiting in time, or stopped for a stated reason."""
    return [
        *_stuck_leases(now),
        *_overdue(now - overdue_after),
        *_contradictions(),
        *_failed_untold(),
        *_doubled(),
        *_gathered_wrongly(),
        *_miscounted(),
        *_unbalanced(),
    ]


def open_findings(now: datetime, *, overdue_after: timedelta = OVERDUE_AFTER) -> list[Finding]:
    """What can be seen of what is not settled, and the balance of each channel; for every hour."""
    return [
        *_stuck_leases(now),
        *_overdue(now - overdue_after),
        *_failed_untold(),
        *_unbalanced(),
    ]


def _stuck_leases(now: datetime) -> Iterator[Finding]:
    """Past a second lease: nobody takes back what a dead sender left."""
    for copy in Delivery.objects.filter(state="leased", lease_until__lte=now - STUCK_AFTER)[:NAMED]:
        yield Finding("copy_stuck", f"{copy.pk} leased until {copy.lease_until:%Y-%m-%d %H:%M:%S}Z")


def _overdue(since: datetime) -> Iterator[Finding]:
    outages = Incident.objects.filter(closed_at=None, kind="channel_down")
    known = {key.removeprefix("channel:") for key in outages.values_list("key", flat=True)}
    late = Delivery.objects.filter(state="pending", next_attempt_at__lte=since)
    for copy in late.exclude(channel__in=known)[:NAMED]:
        yield Finding("copy_overdue", f"{copy.pk} due since {copy.due_at:%Y-%m-%d %H:%M:%S}Z")


def _contradictions() -> Iterator[Finding]:
    """What CHECK constraints forbid, asked again: a constraint can be missing or switched off."""
    leased, sent = Q(state="leased"), Q(state="sent")
    stopped, cancelled = Q(state__in=["failed", "cancelled"]), Q(state="cancelled")
    wrong = (
        (leased & (Q(lease_token=None) | Q(lease_until=None)))
        | (~leased & (Q(lease_token__isnull=False) | Q(lease_until__isnull=False)))
        | (sent & (Q(sent_at=None) | Q(attempts=0) | Q(message_id="")))
        | (~sent & Q(sent_at__isnull=False))
        | (stopped & Q(stopped_at=None))
        | (~stopped & Q(stopped_at__isnull=False))
        | (cancelled & Q(reason=""))
        | (~cancelled & ~Q(reason=""))
        | (Q(state="failed") & Q(error_code=""))
        | ~Q(state__in=["pending", "leased", "sent", "failed", "cancelled"])
    )
    for copy in Delivery.objects.filter(wrong)[:NAMED]:
        yield Finding("copy_contradicts_itself", f"{copy.pk} state {copy.state}")


def _told() -> QuerySet[Incident]:
    """Open incidents of the copy, or of the mail of the day it failed in."""
    same = Q(delivery=OuterRef("pk")) | Q(delivery__day_mail=OuterRef("day_mail"))
    return Incident.objects.filter(same, closed_at=None)


def _failed_untold() -> Iterator[Finding]:
    for copy in Delivery.objects.filter(~Exists(_told()), state="failed")[:NAMED]:
        yield Finding("copy_failed_untold", f"{copy.pk} failed with {copy.error_code}")


def _doubled() -> Iterator[Finding]:
    same = Notice.objects.values("kind", "cause", "recipient_id").order_by()
    for row in same.annotate(times=Count("pk")).filter(times__gt=1)[:NAMED]:
        yield Finding("notice_doubled", f"{row['cause']} told {row['times']} times")


def _gathered_wrongly() -> Iterator[Finding]:
    """Copies in a mail of the day that is not theirs or did not leave, and two mails on one day."""
    ours = Q(gathered_for=F("day_mail__recipient")) & Q(channel=F("day_mail__channel"))
    left = Q(state="sent") & ~Q(message_id=F("day_mail__message_id"))
    for copy in Delivery.objects.filter(~ours | left, day_mail__isnull=False)[:NAMED]:
        yield Finding("copy_in_wrong_mail", f"{copy.pk} in the day's mail {copy.day_mail_id}")
    same = DayMail.objects.values("recipient_id", "channel", "day", "part").order_by()
    for row in same.annotate(times=Count("pk")).filter(times__gt=1)[:NAMED]:
        yield Finding("day_mail_doubled", f"{row['day']} {row['times']} mails to one person")


def _miscounted() -> Iterator[Finding]:
    """Notices whose copies were lost or invented."""
    counted = Notice.objects.annotate(found=Count("deliveries")).exclude(found=F("copies"))
    for pk, planned, found in counted.values_list("pk", "copies", "found")[:NAMED]:
        yield Finding("notice_copies_miscounted", f"{pk} planned {planned}, found {found}")


def _unbalanced() -> Iterator[Finding]:
    """planned = sent + waiting + being sent + cancelled with reason + failed with incident."""
    for name, balance in (*by_channel().items(), ("all", figures())):
        if balance["planned"] != sum(balance.values()) - balance["planned"]:
            told = ", ".join(f"{k} {v}" for k, v in balance.items())
            yield Finding("copies_unbalanced", f"{name}: {told}")
            return


def figures() -> dict[str, int]:
    """Copies planned, and where they are; sound rows only, so that a broken one unbalances it."""
    counts = Delivery.objects.aggregate(**_places())
    return {"planned": Notice.objects.aggregate(n=Sum("copies"))["n"] or 0, **counts}


def by_channel() -> dict[str, dict[str, int]]:
    """The same for each channel; there the rows themselves are what was planned."""
    rows = Delivery.objects.values("channel").order_by("channel")
    found: Iterable[Any] = rows.annotate(planned=Count("pk"), **_places())
    names = ("planned", *_places())
    return {row["channel"]: {name: row[name] for name in names} for row in found}


def _places() -> dict[str, Count]:
    return {
        "sent": Count("pk", filter=Q(state="sent", sent_at__isnull=False)),
        "waiting": Count("pk", filter=Q(state="pending")),
        "being_sent": Count("pk", filter=Q(state="leased")),
        "cancelled": Count("pk", filter=Q(state="cancelled") & ~Q(reason="")),
        "failed": Count("pk", filter=Q(Exists(_told()), state="failed")),
    }
