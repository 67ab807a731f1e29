"""Everybody who crawls: the small world, more people at every stop of its process, more sessions.

Somebody stands before every transition a person can make; a new one that nobody reaches is named.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts import entries
from accounts.clock import now as entry_clock
from accounts.models import EntryKey, User
from mentoring.machines.break_glass_codes import Opened
from mentoring.models import Appointment, PerformanceCounselling, Relationship
from mentoring.services.counselling_reports import publish
from mentoring.vocabulary import AppointedRole
from notifications.models import Notice
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.breaches import breach
from tests.factories.break_glass import Guards, glass
from tests.factories.cast import MONDAY, Cast, another_mentee
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.permissions.world import World, escalated, world

# Late enough that a week has been overslept: some sessions lie behind, some deadlines are missed.
TUESDAY = MONDAY + timedelta(days=8)
ENROUTE = ("paused", "closing", "closed", "rematch", "declined")
MEETINGS = {
    "proposed": timedelta(days=9),
    "confirmed": timedelta(days=3),
    "rescheduled": timedelta(days=11),
    "no_show": timedelta(days=2, hours=3),
    "cancelled": timedelta(days=14),
}


@dataclass(frozen=True, slots=True)
class Crowd:
    """`letters` are addresses that only a mail leads to; `now` is when everybody looks."""

    world: World
    letters: list[str]
    now: datetime


def crowd() -> Crowd:
    small = world()
    crew = _cast(small)
    budi = crew.budi
    budi.capacity = 40
    budi.save(update_fields=["capacity"])
    mute = people.person("Siti Contoh", unit=crew.maya.unit, email="")
    programmes.enrolment(mute, crew.programme)
    relationship(crew, "agreement", mentee=mute)
    actors: dict[str, Any] = {"person without e-mail": mute.user}
    for state in ENROUTE:
        mentee = another_mentee(crew, f"{state.title()} Contoh")
        relationship(crew, state, mentee=mentee)
        actors[f"mentee, {state}"] = mentee.user
    for state in ("draft", "same unit"):
        actors[f"mentee, {state}"] = small.relationships[state].mentee.user
    own = Relationship.objects.get(pk=small.relationships["own"].pk)
    for state, later in MEETINGS.items():
        session(own, state, starts_at=MONDAY + later)
    crew.eko.user.set_password("kuda biru terbang")
    crew.eko.user.save(update_fields=["password"])
    key = entries.issue_mail(crew.eko.user, EntryKey.Purpose.RECOVER, now=entry_clock())
    letter = f"/accounts/enter/{entries.token_of(key)}/"
    auditor = people.person("Joko Contoh", unit=crew.maya.unit)
    people.appointment(auditor, AppointedRole.AUDITOR)
    actors["auditor"] = auditor.user
    for actor in ("counsellor", "counselling coordinator"):
        _with_second_factor(small.actors[actor])
    _with_second_factor(auditor.user)
    escalated(own, "superior_of_mentee", crew.maya, crew.rina)
    told = Notice.objects.filter(recipient=crew.rina.user).order_by("pk")
    Appointment.objects.create(
        person=crew.hadi,
        organisation=small.programmes["elsewhere"].organisation,
        role=AppointedRole.HEAD,
        valid_from=MONDAY.date(),
    )
    wulan = small.actors["data officer"].person
    publish(TUESDAY)
    for stage in ("described", "told", "notified"):
        breach(crew, wulan, stage)
    held = (small.actors[one].person for one in ("emergency officer", "data officer"))
    opened = glass(crew, Guards(*held), "open", opens=Opened.PERFORMANCE, now=TUESDAY)
    written = PerformanceCounselling.objects.get(place="tempat-konseling")
    letters = [
        letter,
        f"/performance/{written.uid}/form/",
        f"/destructions/{small.destructions['proposed'].uid}/approve/",
        f"/own/access/{opened.uid}/notes/",
        *(f"/inbox/{notice.pk}" for notice in told),
    ]
    return Crowd(replace(small, actors={**small.actors, **actors}), letters, TUESDAY)


def _with_second_factor(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())


def _cast(small: World) -> Cast:
    """Who of the small world is who."""
    named = {
        name: small.actors[actor].person
        for name, actor in (
            ("maya", "mentee"),
            ("citra", "coordinator"),
            ("eko", "colleague"),
            ("sari", "superior of the mentor"),
            ("rina", "superior of the mentee"),
            ("hadi", "head of service"),
        )
    }
    course, budi = small.programmes["own"], small.relationships["own"].practitioner
    assert budi
    return Cast(organisation=course.organisation, programme=course, budi=budi, **named)
