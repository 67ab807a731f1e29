"""Every change of a counselling case, with who makes it and what it takes: the step, who, a case to
make it with, and its body."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from mentoring.models import Absence
from mentoring.services import acts
from mentoring.services import counselling_case as cases
from mentoring.services.counselling_case import Request
from tests.factories.cast import MONDAY, Cast
from tests.factories.counselling import (
    ACCOUNT,
    EMERGENCY,
    REFERRAL,
    TOPIC,
    TRIAGED,
    WISH,
    Move,
    case,
    moved,
    service,
)
from workflows.machine import Machine

Made = Callable[[Any], Machine]
BEFORE, HOUR = MONDAY - timedelta(days=14), timedelta(hours=1)
BEGUN = {"starts_at": MONDAY - 2 * HOUR, "ends_at": MONDAY - HOUR}
AHEAD = {"starts_at": "2026-06-20T09:00:00+07:00", "ends_at": "2026-06-20T10:00:00+07:00"}
AGREED = {"text": "consent", "substitute": True}
TO_PUTU, REFERRED = {"counsellor": "putu"}, {"to": "external", "referral": REFERRAL}


@cache
def at(state: str, *moves: str, now: datetime = MONDAY, **request: Any) -> Made:
    """A case of Maya's in that state, and then what its counsellor has done, of DONE."""

    def made(world: Any) -> Machine:
        served = service(world.crew)
        found = case(world.crew, served, state, now=now, **request)
        steps: list[Move] = [(name, "counsellor", DONE[name]) for name in moves]
        return moved(found, served, steps, now=now)

    return made


DONE: Mapping[str, Mapping[str, Any]] = {"plan_session": BEGUN}


def walked_in(world: Any) -> Machine:
    crew: Cast = world.crew
    served = service(crew)
    asked = Request(topic=TOPIC, wish=WISH, way_in="walk_in")
    found = cases.ask(crew.maya, asked, by=served.dewi.user, now=MONDAY)
    return moved(found, served, TRIAGED)


def tried(world: Any) -> Machine:
    served = service(world.crew)
    found = case(world.crew, served, "triaged")
    return moved(found, served, [("record_attempt", "coordinator", {})] * 3)


@cache
def with_putu(*steps: str) -> Made:
    """Maya has named Putu to stand in, or to be kept out; Lestari is away."""

    def made(world: Any) -> Machine:
        served = service(world.crew)
        putu = str(served.putu.uid)
        users = {"stand_in": served.putu.user}
        found: Machine = case(world.crew, served, "in_service")
        for step in steps:
            data = {"name_substitute": {"counsellor": putu}, "keep_out": {"out": putu}}.get(step)
            if step == "stand_in":
                away(served.lestari)
            by = users.get(step, world.crew.maya.user)
            found = acts.perform(found, step, by=by, now=MONDAY, data=data or {}, version=None)
        return found

    return made


def lestari_is_away(world: Any) -> Machine:
    found = with_putu("name_substitute")(world)
    away(found.counsellor)
    return found


def away(person: Any) -> None:
    day = MONDAY.date()
    Absence.objects.create(person=person, starts_on=day, ends_on=day)


def scenarios() -> Iterator[tuple[str, str, Made, Mapping[str, Any]]]:
    for step, who, made, body in (*before(), *service_of(), *beside(), *of_the_client()):
        yield f"counselling_case.{step}", who, made, body


def before() -> Iterator[tuple[str, str, Made, Mapping[str, Any]]]:
    yield "triage", "dewi", at("requested"), {"level": "D"}
    yield "triage", "lestari", at("requested", route="pool"), {"level": "D"}
    yield "open_to_coordinator", "maya", at("requested", route="pool"), {}
    yield "withdraw", "maya", at("requested"), {}
    yield "record_attempt", "dewi", at("triaged"), {}
    yield "give_up", "dewi", tried, {}
    yield "give_consent", "maya", at("triaged"), AGREED
    yield "record_consent", "dewi", walked_in, AGREED
    yield "refuse_consent", "maya", at("triaged"), {}
    yield "assign", "dewi", at("consented"), {"counsellor": "lestari"}
    yield "decline", "lestari", at("assigned"), {"reason": "no_time"}
    yield "start_service", "lestari", at("assigned"), {}


def service_of() -> Iterator[tuple[str, str, Made, Mapping[str, Any]]]:
    held = at("in_service")
    yield "change_level", "lestari", held, {"level": "B"}
    yield "acknowledge", "lestari", held, {}
    yield "plan_session", "lestari", held, AHEAD
    planned = at("in_service", "plan_session", now=BEFORE)
    yield "report_session", "lestari", planned, {"attendance": "held"}
    yield "withdraw", "maya", planned, {}
    yield "write_note", "lestari", held, {"layer": "full_record", "body": "Catatan (contoh)"}
    yield "grant_sessions", "dewi", held, {"sessions": 2}
    yield "start_closing", "lestari", held, {"reason": "agreed"}
    yield "reopen", "maya", at("closing"), {}
    yield "close", "lestari", at("closing"), {}
    yield "follow_up", "lestari", at("closed"), {}


def beside() -> Iterator[tuple[str, str, Made, Mapping[str, Any]]]:
    held, asked, referred = at("in_service"), at("referral_asked"), at("referred")
    yield "wait", "lestari", held, {"until": "2026-06-20T09:00:00+07:00"}
    yield "resume", "maya", at("waiting"), {}
    yield "propose_hand_over", "lestari", held, {}
    yield "agree_to_hand_over", "maya", at("handing_over"), {}
    yield "refuse_hand_over", "maya", at("handing_over"), {}
    yield "propose_referral", "lestari", held, REFERRED
    yield "agree_to_referral", "maya", asked, {}
    yield "refuse_referral", "maya", asked, {}
    yield "revoke_referral", "lestari", asked, {}
    yield "refer_for_safety", "lestari", held, {**REFERRED, "reason": "self"}
    for end in ("accepted", "done", "rejected"):
        yield f"note_referral_{end}", "lestari", referred, {}
    yield "declare_emergency", "lestari", held, EMERGENCY
    yield "add_told", "lestari", at("emergency"), {"told": "family", "account": ACCOUNT}
    yield "end_emergency", "lestari", at("emergency"), {}
    yield "withdraw_in_emergency", "maya", at("emergency"), {}


def of_the_client() -> Iterator[tuple[str, str, Made, Mapping[str, Any]]]:
    named, kept = with_putu("name_substitute"), with_putu("keep_out")
    yield "name_substitute", "maya", at("in_service"), TO_PUTU
    yield "refuse_substitute", "maya", named, {}
    yield "stand_in", "putu", lestari_is_away, {}
    yield "give_back", "maya", with_putu("name_substitute", "stand_in"), {}
    yield "keep_out", "maya", at("in_service"), {"out": "putu"}
    yield "let_in", "maya", kept, {"back": "putu"}
