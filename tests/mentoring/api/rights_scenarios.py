"""Every change of the rights of a person, with who makes it and what it takes: the step, who, a
subject to make it with, and its body."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from mentoring.machines.breach_codes import EVERYBODY
from mentoring.machines.data_request_codes import DataRight
from mentoring.models import Person, SealedNote
from mentoring.services import sealed_notes
from mentoring.vocabulary import Purpose
from tests.factories.breaches import LETTER, breach
from tests.factories.cast import MONDAY, Cast
from tests.factories.data_requests import ANSWERED, PUT_RIGHT, REFUSAL, data_request, officer
from tests.factories.destructions import KEEP, destruction, hold
from tests.factories.relationship import relationship
from workflows import engine
from workflows.machine import Machine

Made = Callable[[Any], Machine]
PASSWORD = "kata sandi panjang contoh"
BEFORE = MONDAY - timedelta(days=1)
ANSWER, RESTRICT = {"account": ANSWERED}, {"until": "2026-07-08"}


def asked(state: str, wants: DataRight = DataRight.ACCESS, *steps: str) -> Made:
    def made(world: Any) -> Machine:
        crew: Cast = world.crew
        if wants == DataRight.ERASURE:
            relationship(crew, "followed_up")
        wulan = officer(crew)
        found: Machine = data_request(crew, wulan, state, wants=wants)
        for step in steps:
            found = engine.perform(found, step, by=wulan.user, now=MONDAY, data=RESTRICT)
        return found

    return made


def approved_by(state: str) -> Made:
    """Of a pair's records; Wulan confirms with her password."""

    def made(world: Any) -> Machine:
        wulan = with_password(officer(world.crew))
        pair = relationship(world.crew, "followed_up")
        found: Machine = destruction(world.crew, wulan, state, keys=(pair.pk,))
        return found

    return made


def with_password(person: Person) -> Person:
    person.user.set_password(PASSWORD)
    person.user.save(update_fields=["password"])
    return person


def standing(world: Any) -> Machine:
    wulan = officer(world.crew)
    found: Machine = hold(world.crew, wulan, world.crew.eko)
    return found


def failed(stage: str) -> Made:
    def made(world: Any) -> Machine:
        found: Machine = breach(world.crew, officer(world.crew), stage)
        return found

    return made


def of_breaches() -> Iterator[tuple[str, str, Made, Mapping[str, Any]]]:
    times = {"since": "2026-06-05T09:00:00+07:00", "until": "2026-06-08T08:00:00+07:00"}
    ended = {"reason": "known", "account": "Sudah ditangani (contoh)"}
    told, described = {"person": EVERYBODY, "way": "portal"}, failed("described")
    for step, made, body in (
        ("confirm", failed("reported"), {"cause": "lost", **times}),
        ("dismiss", failed("reported"), ended),
        ("gather", opened, times),
        ("name_person", failed("confirmed"), {"who": "Maya Contoh"}),
        ("name_matter", opened, {"identifier": "request"}),
        ("name_account", failed("confirmed"), {"who": "Maya Contoh", **times}),
        ("describe", failed("confirmed"), LETTER),
        ("record_told", described, told),
        ("notify", failed("told"), {}),
        ("close", failed("notified"), {"measures": "Kunci (contoh)"}),
    ):
        yield f"breach.{step}", "wulan", made, body


def opened(world: Any) -> Machine:
    """Somebody has read what Maya asked about her data."""
    wulan = officer(world.crew)
    asked = data_request(world.crew, wulan, now=BEFORE)
    notes = list(SealedNote.objects.filter(key=asked.key_id))
    sealed_notes.read(notes, by=wulan.user, purpose=Purpose.IN_CHARGE, now=BEFORE)
    found: Machine = breach(world.crew, wulan, "confirmed")
    return found


def scenarios() -> Iterator[tuple[str, str, Made, Mapping[str, Any]]]:
    yield from of_requests()
    yield from of_breaches()
    confirmed = {"password": PASSWORD}
    yield "destruction.approve", "wulan", approved_by("proposed"), confirmed
    yield "destruction.keep", "wulan", approved_by("proposed"), KEEP
    yield "destruction.destroy", "wulan", approved_by("approved"), confirmed
    yield "legal_hold.review", "wulan", standing, RESTRICT
    yield "legal_hold.lift", "wulan", standing, {"reason": "ended"}


def of_requests() -> Iterator[tuple[str, str, Made, Mapping[str, Any]]]:
    at_work = asked("in_progress")
    for step, who, made, body in (
        ("check_identity", "wulan", asked("received"), {"how": "signed_in"}),
        ("withdraw", "maya", asked("received"), {}),
        ("start", "wulan", asked("identity_checked"), {}),
        ("correct", "wulan", asked("in_progress", DataRight.CORRECTION), PUT_RIGHT),
        ("restrict", "wulan", asked("in_progress", DataRight.RESTRICTION), RESTRICT),
        (
            "lift_restriction",
            "wulan",
            asked("in_progress", DataRight.RESTRICTION, "restrict"),
            {},
        ),
        ("withdraw_consent", "wulan", asked("in_progress", DataRight.CONSENT), {}),
        (
            "propose_erasure",
            "wulan",
            asked("in_progress", DataRight.ERASURE),
            {"of_relationship": True},
        ),
        ("fulfil", "wulan", at_work, ANSWER),
        ("fulfil_in_part", "wulan", at_work, {**REFUSAL, "without_notices": True}),
        ("refuse", "wulan", at_work, REFUSAL),
    ):
        yield f"data_request.{step}", who, made, body
