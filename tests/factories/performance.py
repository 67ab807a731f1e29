"""Counsellings on performance in any state, each reached through the engine as people would.

Rina proposes it for Maya; Wulan, whose function is counselling, counsels.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from typing import cast as cast_to

from mentoring.models import PerformanceCounselling, Person, Qualification
from mentoring.services import performance
from mentoring.vocabulary import COUNSELLING, AppointedRole
from tests.factories import person as people
from tests.factories.cast import MONDAY, Cast
from tests.factories.kept import kept
from tests.factories.organisation import SINCE
from workflows import engine

BEHAVIOUR = "Sering terlambat menyerahkan laporan bulanan (contoh)"
RESULT = "Sepakat membuat jadwal mingguan bersama (contoh)"
STATEMENT = "Beban laporan bertambah sejak April (contoh)"
TEXTS = {"behaviour": BEHAVIOUR, "result": RESULT, "statement": STATEMENT}
IN_TWO_DAYS, HOUR = timedelta(days=2), timedelta(hours=1)

ASSIGNED = ("propose", "assign")
SCHEDULED = (*ASSIGNED, "schedule")
HELD = (*SCHEDULED, "confirm_held")
WRITTEN = (*HELD, "write_form")
SIGNED = (*WRITTEN, "sign by counsellor", "sign by client")
REPORTED = (*SIGNED, "report")
FOLLOW_UP = (*REPORTED, "decide")

WAYS: dict[str, tuple[str, ...]] = {
    "proposed": ("propose",),
    "assigned": ASSIGNED,
    "scheduled": SCHEDULED,
    "held": HELD,
    "written": WRITTEN,
    "signed": SIGNED,
    "reported": REPORTED,
    "follow_up": FOLLOW_UP,
    "closed": (*FOLLOW_UP, "complete"),
    "withdrawn": ("propose", "withdraw"),
    "not_attended": (*SCHEDULED, "report_no_show", "schedule", "report_no_show"),
}


@kept
def official(cast: Cast, name: str = "Wulan Contoh") -> Person:
    """Somebody whose function is counselling."""
    person = people.person(name, unit=cast.maya.unit)
    people.appointment(person, AppointedRole.COUNSELLING_OFFICIAL)
    return person


@kept
def qualified(person: Person, *, until: date | None = None) -> Qualification:
    """A counselling qualification on record."""
    return Qualification.objects.create(
        person=person,
        discipline=COUNSELLING,
        name="Pelatihan Konseling Contoh",
        obtained_on=SINCE,
        valid_to=until,
    )


@kept
def counselling(
    cast: Cast,
    state: str = "proposed",
    *,
    counsellor: Person,
    now: datetime = MONDAY,
    texts: Mapping[str, str] = TEXTS,
) -> PerformanceCounselling:
    """Of Maya, brought to a state; they meet two days on, and what follows is done after that."""
    life = _Life(cast, counsellor, now, texts)
    for name in WAYS[state]:
        life.live(name)
    made: PerformanceCounselling = life.item
    return made


class _Life:
    def __init__(
        self, cast: Cast, counsellor: Person, now: datetime, texts: Mapping[str, str]
    ) -> None:
        self.cast, self.counsellor, self.now, self.texts = cast, counsellor, now, texts
        self.item: Any = None

    def live(self, name: str) -> None:
        step: Callable[[], Any] = getattr(self, name.replace(" ", "_"))
        self.item = step() or self.item

    def act(self, name: str, by: Person, **data: Any) -> PerformanceCounselling:
        made = engine.perform(self.item, name, by=by.user, now=self.now, data=data)
        return cast_to("PerformanceCounselling", made)

    def propose(self) -> PerformanceCounselling:
        by = self.cast.rina.user
        return performance.propose(self.cast.maya, self.texts["behaviour"], by=by, now=self.now)

    def assign(self) -> PerformanceCounselling:
        given = {"kind": "official", "counsellor": self.counsellor.uid}
        return self.act("assign", self.cast.citra, **given)

    def schedule(self) -> PerformanceCounselling:
        starts = self.now + IN_TWO_DAYS
        times = {"starts_at": starts, "ends_at": starts + HOUR}
        return self.act("schedule", self.counsellor, **times, place="Ruang Contoh 2")

    def confirm_held(self) -> PerformanceCounselling:
        self.now = self.item.ends_at
        return self.act("confirm_held", self.counsellor)

    def report_no_show(self) -> PerformanceCounselling:
        self.now = self.item.ends_at
        return self.act("report_no_show", self.counsellor)

    def write_form(self) -> PerformanceCounselling:
        return self.act("write_form", self.counsellor, result=self.texts["result"])

    def sign_by_counsellor(self) -> PerformanceCounselling:
        return self.act("sign", self.counsellor)

    def sign_by_client(self) -> PerformanceCounselling:
        client = self.cast.maya
        performance.read(self.item, by=client.user, now=self.now)
        self.act("add_statement", client, statement=self.texts["statement"])
        return self.act("sign", client)

    def report(self) -> PerformanceCounselling:
        return self.act("report", self.counsellor)

    def decide(self) -> PerformanceCounselling:
        until = (self.now + timedelta(days=30)).date()
        return self.act("decide_follow_up", self.item.addressee, follow_up="training", until=until)

    def complete(self) -> PerformanceCounselling:
        return self.act("complete_follow_up", self.item.addressee)

    def withdraw(self) -> PerformanceCounselling:
        return self.act("withdraw", self.cast.rina, reason="improved")
