"""The document tells the truth: schemathesis asks every address, as every role, on real rows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts import clock, tokens
from accounts.models import ApiToken, User
from mentoring.models import Relationship, RosterImport, Rotation
from mentoring.services.correction import report
from notifications.models import Notice
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.breaches import breach
from tests.factories.cast import MONDAY, another_mentee, another_mentor
from tests.factories.counselling import case, service
from tests.factories.data_requests import data_request, officer
from tests.factories.destructions import destruction, hold
from tests.factories.lateness import escalation_to, late_relationship
from tests.factories.matter import matter
from tests.factories.performance import counselling, official
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.mentoring.api.at_keyboard import at_keyboard
from tests.mentoring.api.document import EXAMPLES, WHOLE, schema
from tests.transactions import around

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROLES = (
    *("maya", "budi", "putri", "citra", "rina", "sari", "hadi", "eko"),
    *("somebody without e-mail", "support", "nobody"),
)

# Counselling cases are the same to every token. Texts of class B and C open at a keyboard only.
CASES, PROGRAMS_AT_CASES = "own", ("maya", "nobody")
AT_KEYBOARD = (
    "performance-counsellings",
    "data-requests",
    "breaches",
    "legal-holds",
    "destructions",
)
CSRF = "x" * 32

schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests leave the test's connection open, as those of Django's own test client do."""
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


@pytest.fixture
def world(cast: Any) -> dict[str, Any]:
    """A token per role; real rows by the first part of a path, and by the field that names them."""
    putri = another_mentor(cast, "Putri Contoh")
    mute = people.person("Siti Contoh", unit=cast.maya.unit, email="")
    programmes.enrolment(mute, cast.programme)
    active = relationship(cast, "active")
    asked = relationship(cast, "requested", mentee=mute)
    offered = relationship(
        cast, "offered", mentee=another_mentee(cast, "Nina Contoh"), practitioner=putri
    )
    met = session(active, "held")
    meeting = session(Relationship.objects.get(pk=active.pk), starts_at=MONDAY + 9 * DAY)
    roster = RosterImport.objects.create(
        programme=cast.programme, digest="0" * 64, started_at=MONDAY
    )
    rotation = Rotation.objects.create(
        organisation=cast.organisation, digest="0" * 64, name="x", by=cast.citra.user, at=MONDAY
    )
    late_relationship(cast, mentee=another_mentee(cast, "Yuni Contoh"))
    correction = report(escalation_to(cast.sari), by=cast.sari.user, now=MONDAY)
    wulan, counsellor = officer(cast), official(cast, "Lina Contoh")
    served = service(cast)
    users = {name: getattr(cast, name) for name in ROLES if hasattr(cast, name)}
    users |= {"putri": putri, "somebody without e-mail": mute}
    users = {name: getattr(who, "person", who).user for name, who in users.items()}
    users["support"] = User.objects.create_superuser("bantuan", "bantuan@example.go.id", "x")
    rows = {
        "relationships": [active.uid, asked.uid, offered.uid],
        "sessions": [met.uid, meeting.uid],
        "people": [cast.maya.uid, cast.budi.person.uid],
        "programmes": [cast.programme.uid],
        "organisations": [cast.organisation.uid],
        "roster-imports": [roster.uid],
        "corrections": [correction.uid],
        "rotations": [rotation.uid],
        "performance-counsellings": [counselling(cast, "written", counsellor=counsellor).uid],
        "own": [case(cast, served, "in_service").uid, to_the_pool(cast, served)],
        "counsellor": [served.putu.uid],
        "breaches": [breach(cast, wulan, "described").uid],
        "data-requests": [data_request(cast, wulan).uid],
        "destructions": [destruction(cast, wulan).uid],
        "legal-holds": [hold(cast, wulan, cast.eko).uid],
        "client": [cast.maya.uid],
        "matters": [matter(cast, active).uid],
        "notices": list(Notice.objects.order_by("pk").values_list("pk", flat=True)),
        "programme": [cast.programme.uid],
        "relationship": [active.uid],
        "practitioner": [cast.budi.uid, putri.uid],
        "named_practitioner": [putri.uid],
    }
    at_desks = [session_of(who.user) for who in (cast.maya, wulan, counsellor)]
    return {
        "tokens": {name: token(user, name) for name, user in users.items()},
        "sessions": {
            CASES: [session_of(who.user) for who in (cast.maya, served.lestari)],
            **dict.fromkeys(AT_KEYBOARD, at_desks),
        },
        "rows": rows,
    }


def to_the_pool(cast: Any, served: Any) -> Any:
    """Nobody's yet, so Lestari takes it in with the other counsellors."""
    return case(cast, served, client=cast.eko, route="pool").uid


def token(user: User, name: str) -> str:
    scope, life = ApiToken.Scope.WRITE, timedelta(days=1)
    return tokens.issue(user, name=name, scope=scope, life=life, now=clock.now())[1]


def session_of(user: User) -> dict[str, Any]:
    """What a browser sends in which they have said today who they are."""
    client = Client()
    client.force_login(user)
    at_keyboard(client, user)
    cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key}
    cookies[settings.CSRF_COOKIE_NAME] = CSRF
    return {"headers": {"X-CSRFToken": CSRF}, "cookies": cookies}


def askers(case: Any, world: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What each of those who ask there sends of themselves."""
    kind = case.path.split("/")[3]
    for role in PROGRAMS_AT_CASES if kind == CASES else ROLES:
        secret = world["tokens"].get(role)
        yield {"headers": {"Authorization": f"Bearer {secret}"} if secret else {}}
    yield from world["sessions"].get(kind, ())


def test_every_kind_of_thing_has_a_real_row(world: dict[str, Any]) -> None:
    first = {path.split("/")[3] for path in schema.raw_schema["paths"] if "{uid}" in path}
    assert first <= world["rows"].keys(), "Give the world of this test a row of the new kind."


@schema.parametrize()
@schema.given(real=st.booleans(), number=st.integers(min_value=0, max_value=6))
@hypothesis.settings(
    max_examples=EXAMPLES,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate],
)
def test_no_answer_differs_from_the_document(
    case: Any, real: bool, number: int, world: dict[str, Any]
) -> None:
    if real or not WHOLE:
        settle(case, world["rows"], number)
    for sent in askers(case, world):
        with around():
            case.call_and_validate(checks=CHECKS, **sent)
            transaction.set_rollback(True)


def settle(case: Any, rows: dict[str, Any], number: int) -> None:
    """Put what is there into the places of keys."""

    def one(name: str) -> str:
        return str(rows[name][number % len(rows[name])])

    if "uid" in case.path_parameters:
        case.path_parameters["uid"] = one(case.path.split("/")[3])
    if "code" in case.path_parameters:
        case.path_parameters["code"] = "answer_offer"
    if isinstance(case.body, dict):
        case.body |= {name: one(name) for name in case.body if name in rows}
