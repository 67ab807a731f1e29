"""What the stage shows at a moment: phones, clock, buttons, log, newest mails."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.demo import balance, chronicle, leaps, letters, owners, story
from config.demo.balance import Balance
from config.demo.clock import ZONE
from config.demo.desk import HARMS, Desk, Wish
from config.demo.shelves import Bundle, laid_out
from config.demo.trouble import Trouble
from mentoring.machines.relationship import RelationshipState
from mentoring.queries import standing
from mentoring.vocabulary import EnrolmentRole
from notifications.models import Notice
from notifications.templatetags import wall_clock
from workflows.models import Record
from workflows.now import now

LATEST, MAILS = 60, 5  # so many are looked at, so many lines are shown

LABELS: dict[Wish, str | Promise] = {
    Wish.DAY: gettext_lazy("+1 working day"),
    Wish.EVENT: gettext_lazy("Until something happens"),
    Wish.LEBARAN: gettext_lazy("Jump to Lebaran"),
    Wish.STORY: gettext_lazy("Let the story play on"),
    Wish.REQUEST: gettext_lazy("Another request"),
    Wish.KILL: gettext_lazy("Kill the worker"),
    Wish.FLUSH: gettext_lazy("Flush Redis"),
}
ROLES: dict[str, str | Promise] = {
    "mentee": EnrolmentRole.MENTEE.label,
    "mentor": EnrolmentRole.MENTOR.label,
    "superior": gettext_lazy("Superior"),
}
OVER = (
    RelationshipState.CLOSED,
    RelationshipState.FOLLOWED_UP,
    RelationshipState.DECLINED,
    RelationshipState.EXPIRED,
    RelationshipState.WITHDRAWN,
    RelationshipState.ENDED_EARLY,
)
SETTING = gettext_lazy("The stage is still being set.")
BUSY = gettext_lazy("Something is going on already.")
OPEN_REQUEST = gettext_lazy("Maya's request is not over yet.")


@dataclass(frozen=True, slots=True)
class Phone:
    role: str
    label: str | Promise
    name: str = ""
    unread: int = 0
    opens_at: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    wish: Wish
    label: str | Promise
    why_not: str | Promise


class Programme:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @cached_property
    def is_set(self) -> bool:
        return (settings.DATA_DIR / "story-played").exists()

    @cached_property
    def now(self) -> datetime:
        return now()

    @property
    def moment(self) -> str:
        with timezone.override(ZoneInfo(ZONE)):
            return wall_clock.moment(self.now)

    @property
    def holiday(self) -> str:
        return leaps.holiday(self.now)

    @property
    def lebaran_is_ahead(self) -> bool:
        return not self.is_set or leaps.leap(Wish.LEBARAN, self.now).to is not None

    @cached_property
    def balance(self) -> Balance:
        return balance.strike(settings.DATA_DIR / "mail")

    @cached_property
    def phones(self) -> list[Phone]:
        people = owners.people() if self.is_set else {}
        return [
            Phone(
                role,
                ROLES[role],
                str(people[role]),
                standing.of(people[role], self.now).unread,
                f"/demo/phones/{role}/{owners.OPENS_AT[role]}",
            )
            if role in people
            else Phone(role, ROLES[role])
            for role in owners.PHONES
        ]

    @property
    def mark(self) -> str:
        """Changes with whatever a phone may show."""
        names = ".".join(phone.name for phone in self.phones)
        counts = f"{Record.objects.count()}.{Notice.objects.count()}"
        return f"{counts}.{self.now:%Y%m%d%H}.{names}.{self.is_set}"

    @property
    def doing(self) -> str:
        """What is going on, and how far it has come; empty if nothing is."""
        found = self.desk.doing()
        if found is None:
            return ""
        with timezone.override(ZoneInfo(ZONE)):
            words = {
                "what": LABELS[Wish(found["wish"])],
                "when": wall_clock.moment(found["reached"]),
            }
        return _("%(what)s: %(when)s …") % words

    @property
    def moves(self) -> list[Button]:
        offered = [Wish.DAY, Wish.EVENT, Wish.LEBARAN]
        return self._buttons([*offered, Wish.REQUEST if self._is_played else Wish.STORY])

    @property
    def harms(self) -> list[Button]:
        return self._buttons(list(HARMS))

    def why_not(self, wish: Wish) -> str | Promise:
        """Why a button cannot be pressed now; empty if it can."""
        if not self.is_set:
            return SETTING
        if wish in HARMS:
            return ""
        if self.desk.doing() is not None:
            return BUSY
        if wish in {Wish.STORY, Wish.REQUEST}:
            return self._why_no_play(wish)
        return leaps.leap(wish, self.now).why_not

    @property
    def log(self) -> list[chronicle.Line]:
        return chronicle.told(self.desk.said())

    @property
    def mails(self) -> list[Bundle]:
        newest = letters.caught(settings.DATA_DIR / "mail")[:LATEST]
        return [bundle for shelf in laid_out(newest) for bundle in shelf.bundles][:MAILS]

    @cached_property
    def _is_played(self) -> bool:
        return self.is_set and bool(self._why_no_play(Wish.STORY))

    def _why_no_play(self, wish: Wish) -> str | Promise:
        if wish is Wish.REQUEST:
            tie = owners.tie()
            return "" if tie is None or tie.state in OVER else OPEN_REQUEST
        try:
            story.waiting_offer(self.now)
        except Trouble as trouble:
            return str(trouble)
        return ""

    def _buttons(self, wishes: list[Wish]) -> list[Button]:
        return [Button(wish, LABELS[wish], self.why_not(wish)) for wish in wishes]
