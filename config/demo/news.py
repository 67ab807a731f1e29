"""What the story tells by itself: the notices that came, mails that waited, days nobody worked."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from config.demo import agency
from config.demo.clock import ZONE
from config.demo.narration import Narration
from mentoring.vocabulary import Role
from notifications import rendering
from notifications.models import Delivery, DeliveryState, Notice
from notifications.templatetags import wall_clock
from workflows.machine import Machine
from workflows.models import CalendarDay, Deadline
from workflows.now import now

MANY = 4
SUNDAY = 6
FROM_OUTSIDE = {
    Role.COORDINATOR,
    Role.HEAD,
    Role.SUPERIOR_OF_MENTEE,
    Role.SUPERIOR_OF_PRACTITIONER,
    Role.SUPERIOR_OF_UNSIGNED,
}
CLOSED = (CalendarDay.Kind.NATIONAL, CalendarDay.Kind.CUTI_BERSAMA)


class News:
    def __init__(self, say: Narration) -> None:
        self.say = say
        self._told = set(Notice.objects.values_list("pk", flat=True))
        self._waiting: set[Any] = set()
        self._said_at = ""
        self._day: date | None = None

    def narrate(self, text: str) -> None:
        self._say_when()
        self.say.say(text)

    def turn(self, subject: Machine) -> None:
        """Whose turn it is and until when: that of the earliest open deadline."""
        rows = Deadline.objects.open().of(subject.kind, subject.pk).select_related("responsible")
        first = rows.order_by("due_at").first()
        if first:
            who = first.responsible or Role(first.role).label
            with timezone.override(ZONE):
                until = wall_clock.moment(first.due_at)
            self.say.aside(_("Turn: %(who)s, until %(until)s") % {"who": str(who), "until": until})

    def tell(self) -> None:
        """Every notice and every waiting mail that has come since the last time."""
        rows = Notice.objects.exclude(pk__in=self._told).select_related("recipient")
        notices = list(rows.order_by("created_at", "kind", "recipient__display_name"))
        for _kind, group in groupby(notices, key=lambda notice: notice.kind):
            self._tell_group(list(group))
        self._tell_late_mails()
        self._told |= {notice.pk for notice in notices}
        waiting = Delivery.objects.filter(notice__in=notices, state=DeliveryState.PENDING)
        self._waiting |= set(waiting.values_list("pk", flat=True))

    def _tell_group(self, notices: Sequence[Notice]) -> None:
        if len(notices) >= MANY:
            words = {"number": len(notices), "title": title(notices[0])}
            self._arrow(_("%(number)d people: %(title)s") % words)
            return
        for notice in notices:
            self._arrow(f"{recipient(notice)}: {title(notice)}{_way(notice)}")

    def _tell_late_mails(self) -> None:
        """Mails whose notice came outside the recipient's working hours."""
        left = Delivery.objects.filter(pk__in=self._waiting, state=DeliveryState.SENT)
        for mail in left.select_related("notice__recipient").order_by("sent_at", "pk"):
            words = {"who": recipient(mail.notice), "title": title(mail.notice)}
            self._arrow(_("the mail leaves now: %(who)s: %(title)s") % words)
            self._waiting.discard(mail.pk)

    def _arrow(self, text: str) -> None:
        self._say_when()
        self.say.say(f"→ {text}")

    def _say_when(self) -> None:
        """The demo's time, once for all that happens in a minute; before it, days off."""
        moment = now()
        today = moment.astimezone(ZoneInfo(ZONE)).date()
        with timezone.override(ZONE):
            when = wall_clock.moment(moment)
        if when == self._said_at:
            return
        for first, last, names in _days_off(self._day or today, today):
            period = wall_clock.day(first)
            if last != first:
                period = f"{period} – {wall_clock.day(last)}"
            words = {"period": period, "names": names}
            self.say.aside(_("%(period)s: %(names)s. Working time stands still.") % words)
        self.say.moment(when)
        self._said_at, self._day = when, today


def title(notice: Notice) -> str:
    """The notice's subject in the language of the terminal."""
    notice.recipient.language = translation.get_language() or notice.recipient.language
    return rendering.title(notice)


def recipient(notice: Notice) -> str:
    """The name and, for an office or a superior, as what this person was found."""
    role = notice.path[0]["role"] if notice.path else ""
    name = str(notice.recipient)
    return f"{name} ({Role(role).label})" if role in FROM_OUTSIDE else name


def _way(notice: Notice) -> str:
    """What is remarkable about how it went: nowhere, or without a mail."""
    if notice.not_sent:
        return f" ({_('not sent')}: {notice.not_sent})"
    return "" if notice.copies else f" ({_('in the portal')})"


def _days_off(before: date, after: date) -> Iterator[tuple[date, date, str]]:
    """Runs of holidays and collective leave strictly between two days, if offices notice."""
    rows = CalendarDay.objects.filter(
        calendar__code=agency.CALENDAR, kind__in=CLOSED, date__gt=before, date__lt=after
    ).order_by("date")
    numbered = enumerate(rows)
    for _gap, group in groupby(numbered, lambda pair: pair[1].date - timedelta(days=pair[0])):
        run = [row for _number, row in group]
        if all(row.date.weekday() == SUNDAY for row in run):
            continue
        holidays = [row.name for row in run if row.kind == CalendarDay.Kind.NATIONAL]
        yield run[0].date, run[-1].date, ", ".join(holidays or [run[0].name])
