"""What a transition costs at the door: few statements, and as many in a full database."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import groupby
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import ApiToken, User
from mentoring.api import urls
from mentoring.api.views.subject import SubjectTransition
from mentoring.models import ConsentText, DataRequest
from mentoring.models.counselling_case import CLASS_C
from mentoring.models.person import Absence, Assignment
from mentoring.services import performance
from mentoring.services.correction import report
from tests.factories import person as people
from tests.factories.cast import MONDAY, Cast, another_mentee
from tests.factories.crowd import crowd
from tests.factories.files import pdf
from tests.factories.lateness import escalation_to, late_relationship
from tests.factories.matter import matter
from tests.factories.performance import counselling, official, qualified
from tests.factories.relationship import TERMS, relationship
from tests.factories.session import HOUR, IN_A_WEEK, session
from tests.mentoring.api import case_scenarios, rights_scenarios
from tests.mentoring.api.at_keyboard import at_keyboard
from tests.transactions import around
from workflows import engine, now
from workflows.machine import Machine
from workflows.models import EngineState
from workflows.policies import Book
from workflows.registry import machines

pytestmark = pytest.mark.django_db

MOST = {"postgresql": 14, "sqlite": 20}
# Sealed text is written under a lock of its key, and a signature takes the password.
MOST_OF_CLASS_B = {"postgresql": 30, "sqlite": 36}
# Beside, a key is turned, somebody kept out, or the lines of everybody concerned looked at.
MOST_OF_CLASS_C = {"postgresql": 24, "sqlite": 30}
# In the same request as the act, what was approved is destroyed and certified.
MOST_OF_DESTROYING = {"postgresql": 38, "sqlite": 44}
MANY = 500
# Sessions that have begun on Monday were agreed on a fortnight before.
BEFORE = MONDAY - timedelta(days=14)
BEGUN = MONDAY - 2 * HOUR

Made = Callable[["World"], Machine]


@dataclass
class World:
    crew: Cast
    ahead: int = 1
    """How many sessions the pair has before it, and superiors the mentee above her."""


@dataclass(frozen=True)
class Scenario:
    step: str
    who: str
    made: Made
    body: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""
    """What the programme says of superiors as mentors."""


@cache
def state(name: str, *signed: str) -> Made:
    def made(world: World) -> Machine:
        found = relationship(world.crew, name)
        for step in signed:
            found = engine.perform(found, step, by=world.crew.maya.user, now=MONDAY)
        return found

    return made


@cache
def busy(name: str, *steps: str, by: str = "maya", **data: Any) -> Made:
    """A pair with sessions ahead."""

    def made(world: World) -> Machine:
        found = relationship(world.crew, "active")
        for number in range(world.ahead):
            session(found, "confirmed", starts_at=MONDAY + IN_A_WEEK + number * 2 * HOUR)
            session(found, "proposed", starts_at=MONDAY + 2 * IN_A_WEEK + number * 2 * HOUR)
        for step in (name, *steps):
            given = data if step == name else {}
            found = engine.perform(found, step, by=user(world.crew, by), now=MONDAY, data=given)
        return found

    return made


@cache
def met(name: str, *steps: str, begun: bool = False) -> Made:
    """A session in that state, the pair with others ahead."""

    def made(world: World) -> Machine:
        pair = relationship(world.crew, "active", now=BEFORE)
        found = session(pair, name, starts_at=BEGUN if begun else MONDAY + HOUR, now=BEFORE)
        for number in range(world.ahead):
            session(pair, "confirmed", starts_at=MONDAY + IN_A_WEEK + number * 2 * HOUR)
        for step in steps:
            found = engine.perform(found, step, by=world.crew.maya.user, now=MONDAY)
        return found

    return made


@cache
def ruled(rule: str) -> Made:
    """A request under a rule on superiors that Budi meets; the mentee has levels above her."""

    def made(world: World) -> Machine:
        found = relationship(world.crew, "requested")
        found.programme.mentor_as_superior = rule
        found.programme.save()
        below = world.crew.maya
        direct = [world.crew.budi.person] if rule == "required" else []
        names = [f"Tingkat {level} Contoh" for level in range(world.ahead)]
        for above in [*direct, *(people.person(name, unit=below.unit) for name in names)]:
            people.line(below, above)
            below = above
        return found

    return made


def disputed(world: World) -> Machine:
    """What Sari says of an escalation about Budi, who is late with all his pairs."""
    late_relationship(world.crew)
    notice = escalation_to(world.crew.sari)
    return report(notice, by=world.crew.sari.user, now=MONDAY)


def came_about(world: World) -> Machine:
    return matter(world.crew, relationship(world.crew, "active"))


@cache
def counselled(name: str, *signed: str) -> Made:
    """Begun a fortnight before, so that they have met; the client has read what was written."""

    def made(world: World) -> Machine:
        qualified(world.crew.rina)
        wulan = official(world.crew)
        wulan.user.set_password(PASSWORD)
        wulan.user.save(update_fields=["password"])
        found = counselling(world.crew, name, counsellor=wulan, now=BEFORE)
        if name == "written":
            performance.read(found, by=world.crew.maya.user, now=MONDAY)
        for step in signed:
            found = engine.perform(found, step, by=wulan.user, now=found.written_at)
        return found

    return made


def user(crew: Cast, who: str) -> Any:
    if not hasattr(crew, who):
        return User.objects.get(person__name=f"{who.title()} Contoh")
    return getattr(getattr(crew, who), "person", getattr(crew, who)).user


active = busy("update_status", by="budi", status="on_track")
PAUSE = {"until": "2026-07-08", "reason": "leave"}
NEW_TIME = {"starts_at": "2026-06-20T09:00:00+07:00", "ends_at": "2026-06-20T10:00:00+07:00"}
CLOSE, DUTY = {"reason": "goals_met"}, {"reason": "duty"}
NOTE = {"kind": "shared", "body": "Catatan (contoh)"}
TELL = {"status": "attention", "line": "Sulit bertemu (contoh)"}
BUDI: dict[str, Any] = {"practitioner": "budi"}
ON_PERFORMANCE, PASSWORD = "performance_counselling", "kata sandi panjang contoh"
WULAN: dict[str, Any] = {"kind": "official", "counsellor": "wulan"}
SIGNED = {"file": "a PDF", "password": PASSWORD}
NAMED = {"budi", "eko", "wulan", "lestari", "putu", "request", "consent"}
APPOINTMENT = {**NEW_TIME, "place": "Ruang Contoh"}
RIGHT: dict[str, Any] = {"superior": "eko", "valid_from": "2026-06-08"}

SCENARIOS = [
    Scenario("relationship.amend", "maya", state("draft"), {"aim": "Lain (contoh)"}),
    Scenario("relationship.submit", "maya", state("draft")),
    Scenario("relationship.offer", "citra", state("requested"), BUDI),
    Scenario("relationship.offer", "citra", state("rematch"), BUDI),
    Scenario("relationship.offer", "citra", ruled("forbidden"), BUDI, "forbidden"),
    Scenario("relationship.offer", "citra", ruled("required"), BUDI, "required"),
    Scenario(
        "relationship.decline_request", "citra", state("requested"), {"reason": "nobody_free"}
    ),
    Scenario("relationship.withdraw", "maya", state("draft")),
    Scenario("relationship.withdraw", "maya", state("offered")),
    Scenario("relationship.accept", "budi", state("offered")),
    Scenario("relationship.decline", "budi", state("offered"), {"reason": "no_time"}),
    Scenario("relationship.withdraw_offer", "citra", state("offered")),
    Scenario("relationship.propose_terms", "maya", state("agreement"), TERMS),
    Scenario("relationship.sign", "maya", state("agreement")),
    Scenario("relationship.sign", "budi", state("agreement", "sign")),
    Scenario("relationship.update_status", "budi", active, {"status": "on_track"}),
    Scenario("relationship.update_status", "budi", active, TELL),
    Scenario("relationship.review", "maya", active, {"outcome": "adjust"}),
    Scenario("relationship.pause", "citra", active, PAUSE),
    Scenario("relationship.resume", "maya", busy("pause", **PAUSE)),
    Scenario("relationship.request_rematch", "maya", active, {"reason": "schedules"}),
    Scenario("relationship.hand_over", "citra", active, {"reason": "change_of_post"}),
    Scenario("relationship.end_early", "citra", active, {"reason": "transferred"}),
    Scenario("relationship.start_closing", "budi", active, CLOSE),
    Scenario("relationship.reopen", "budi", busy("start_closing", **CLOSE)),
    Scenario("relationship.reflect", "maya", busy("start_closing", **CLOSE), {"rating": 5}),
    Scenario("relationship.reflect", "budi", busy("start_closing", "reflect", **CLOSE)),
    Scenario("relationship.follow_up", "maya", state("closed"), {"applied": "yes"}),
    Scenario("session.confirm", "maya", met("proposed")),
    Scenario("session.confirm", "maya", met("rescheduled")),
    Scenario("session.decline_time", "maya", met("proposed")),
    Scenario("session.decline_time", "maya", met("rescheduled")),
    Scenario("session.move", "budi", met("proposed"), NEW_TIME),
    Scenario("session.move", "maya", met("confirmed"), NEW_TIME),
    Scenario("session.cancel", "maya", met("proposed"), DUTY),
    Scenario("session.cancel", "budi", met("confirmed"), DUTY),
    Scenario("session.confirm_held", "maya", met("confirmed", begun=True)),
    Scenario("session.confirm_held", "budi", met("confirmed", "confirm_held", begun=True)),
    Scenario(
        "session.report_no_show", "maya", met("confirmed", begun=True), {"missed_by": "mentee"}
    ),
    Scenario("session.file_note", "maya", met("held", begun=True), NOTE),
    Scenario("session.file_note", "budi", met("held", begun=True), NOTE),
    Scenario("correction.settle", "citra", disputed, RIGHT),
    Scenario("correction.refuse", "citra", disputed, {"reason": "entry_is_right"}),
    Scenario("matter.decide", "citra", came_about, {"reason": "exception"}),
    Scenario(f"{ON_PERFORMANCE}.assign", "citra", counselled("proposed"), WULAN),
    Scenario(f"{ON_PERFORMANCE}.take_on", "rina", counselled("proposed")),
    Scenario(f"{ON_PERFORMANCE}.withdraw", "rina", counselled("proposed"), {"reason": "improved"}),
    Scenario(f"{ON_PERFORMANCE}.schedule", "wulan", counselled("assigned"), APPOINTMENT),
    Scenario(f"{ON_PERFORMANCE}.confirm_held", "wulan", counselled("scheduled")),
    Scenario(f"{ON_PERFORMANCE}.report_no_show", "wulan", counselled("scheduled")),
    Scenario(f"{ON_PERFORMANCE}.write_form", "wulan", counselled("held"), {"result": "Contoh"}),
    Scenario(f"{ON_PERFORMANCE}.break_off", "citra", counselled("held"), {"reason": "client_gone"}),
    Scenario(f"{ON_PERFORMANCE}.add_statement", "maya", counselled("written"), {"statement": "Ya"}),
    Scenario(f"{ON_PERFORMANCE}.sign", "wulan", counselled("written"), {"password": PASSWORD}),
    Scenario(f"{ON_PERFORMANCE}.sign_by_file", "wulan", counselled("written"), SIGNED),
    Scenario(
        f"{ON_PERFORMANCE}.enter_scan", "wulan", counselled("written"), {**SIGNED, "whose": "both"}
    ),
    Scenario(f"{ON_PERFORMANCE}.go_without_signature", "wulan", counselled("written", "sign")),
    Scenario(f"{ON_PERFORMANCE}.report", "wulan", counselled("signed")),
    Scenario(
        f"{ON_PERFORMANCE}.decide_follow_up", "rina", counselled("reported"), {"follow_up": "none"}
    ),
    Scenario(f"{ON_PERFORMANCE}.complete_follow_up", "rina", counselled("follow_up")),
    *(Scenario(*one) for one in rights_scenarios.scenarios()),
    *(Scenario(*one) for one in case_scenarios.scenarios()),
]

Enter = Callable[[Any], APIClient]


def with_token(who: Any) -> APIClient:
    life = timedelta(days=1)
    scope = ApiToken.Scope.WRITE
    _row, secret = tokens.issue(who, name="Uji", scope=scope, life=life, now=now.process_time())
    return APIClient(headers={"Authorization": f"Bearer {secret}"})


def with_session(who: Any) -> APIClient:
    client = APIClient()
    client.force_login(who)
    return client


def remember_policies(world: World) -> None:
    """Each process reads once which policies count where, until one is published."""
    programme = world.crew.programme
    own = f"organisation:{programme.organisation.uid}"
    for scopes in ((f"programme:{programme.uid}", own), (own,), ()):
        book = Book()
        book.edition = EngineState.objects.get().policies
        book.current((), scopes)


@pytest.fixture
def costs(statements: Any, settings: Any) -> Callable[[World, Enter], dict[str, list[str]]]:
    """The statements of every scenario in a world, by its name; the world stays as it was."""
    settings.CLOCK_OFFSET_HONOURED = False  # as wherever people work

    def one(world: World, scenario: Scenario, made: Machine, enter: Enter) -> list[str]:
        who = user(world.crew, scenario.who)
        client = enter(who)
        if made.kind in CLASS_C:
            at_keyboard(client, who, factor=False)
        client.get("/api/v1/programmes/?limit=1")  # the first request of a sign-in is noted
        asked = request_of(world, scenario, made)
        with statements() as captured:
            answer = client.post(**asked)
        assert answer.status_code == 200, (scenario, answer.json())
        found: list[str] = captured.counted
        return found

    def counted(world: World, enter: Enter) -> dict[str, list[str]]:
        found = {}
        remember_policies(world)
        played = [one for one in SCENARIOS if enter is with_session or not of_class_b(one.step)]
        order = sorted(played, key=lambda each: MAKERS.index(each.made))
        for make, scenarios in groupby(order, key=lambda each: each.made):
            with rolled_back():
                made = make(world)
                for scenario in scenarios:
                    with rolled_back():
                        found[named(scenario, made)] = one(world, scenario, made, enter)
        assert len(found) == len(played)
        return found

    return counted


def request_of(world: World, scenario: Scenario, made: Machine) -> dict[str, Any]:
    """What is posted for its step."""
    body = {
        name: uid_of(world.crew, value) if value in NAMED else value
        for name, value in scenario.body.items()
    }
    name = scenario.step.partition(".")[2]
    address = reverse(f"api:{made.kind}-transition", kwargs={"uid": made.uid, "name": name})
    headers = {"If-Match": f'"{made.version}"', "Idempotency-Key": "uji-1"}
    form = "json"
    if "file" in body:
        body, form = {**body, "file": SimpleUploadedFile("x.pdf", pdf())}, "multipart"
    return {"path": address, "data": body, "format": form, "headers": headers}


MAKERS = list(dict.fromkeys(each.made for each in SCENARIOS))


@contextmanager
def rolled_back() -> Iterator[None]:
    with around():
        yield
        transaction.set_rollback(True)


def named(scenario: Scenario, made: Machine) -> str:
    values = " ".join(str(value) for value in scenario.body.values())
    return f"{scenario.step} by {scenario.who} from {made.state}: {values} {scenario.rule}"


def numbers(found: Mapping[str, list[str]]) -> dict[str, int]:
    return {name: len(made) for name, made in found.items()}


def listed(found: Mapping[str, list[str]]) -> str:
    """The costs by name, the dearest first, with the statements of that one."""
    order = sorted(found, key=lambda name: -len(found[name]))
    lines = [f"{len(found[name]):>4}  {name}" for name in order]
    return "\n".join(["", *lines, "", *found[order[0]]])


def is_transition(view: Any) -> bool:
    return isinstance(view, type) and issubclass(view, SubjectTransition)


def test_every_transition_has_a_scenario() -> None:
    played = {scenario.step for scenario in SCENARIOS}
    views = [getattr(each.callback, "view_class", None) for each in urls.urlpatterns]
    steps = {f"{each.model.kind}.{each.declared.name}" for each in views if is_transition(each)}
    assert len(steps) > 20
    for step in steps:
        assert step in played, f"{step} is open to people and has no scenario here: add one."


def owed(found: Mapping[str, list[str]]) -> bool:
    return all(cost <= most(name)[connection.vendor] for name, cost in numbers(found).items())


def most(step: str) -> Mapping[str, int]:
    if step.partition(".")[0] in CLASS_C:
        return MOST_OF_CLASS_C
    if step.startswith("destruction.destroy "):
        return MOST_OF_DESTROYING
    return MOST_OF_CLASS_B if of_class_b(step) else MOST


def of_class_b(step: str) -> bool:
    """What programs cannot do at all."""
    return machines()[step.partition(".")[0]].disclosure != "A"


def uid_of(crew: Cast, who: str) -> Any:
    match who:
        case "request":
            return DataRequest.objects.get().uid
        case "consent":
            found = ConsentText.objects.in_force(crew.organisation.pk)
            return found and found.uid
    return getattr(crew, who).uid if hasattr(crew, who) else user(crew, who).person.uid


def test_by_token_no_transition_costs_more_than_is_owed_nor_more_in_a_full_database(
    cast: Cast, costs: Any
) -> None:
    few = costs(World(cast), with_token)
    assert owed(few), listed(few)
    relationship(cast, mentee=another_mentee(cast, "Lain Contoh"))
    crowd(cast, MANY, MONDAY + IN_A_WEEK)
    for number in range(3):
        people.appointment(people.person(f"Nomor {number} Contoh", unit=cast.maya.unit))
    assert numbers(costs(World(cast, ahead=4), with_token)) == numbers(few)


def test_by_session_no_transition_costs_more_than_is_owed_nor_more_while_somebody_is_away(
    cast: Cast, costs: Any
) -> None:
    few = costs(World(cast), with_session)
    assert owed(few), listed(few)
    day = MONDAY.date()
    Absence.objects.create(person=cast.citra, starts_on=day, ends_on=day)
    Assignment.objects.create(
        person=cast.rina, unit=cast.rina.unit, title="Plh. Contoh", acting="plh",
        acting_for=cast.citra, valid_from=day,
    )  # fmt: skip
    assert numbers(costs(World(cast), with_session)) == numbers(few)
