"""Every writing address, from the schema: what is sent wrongly is named, with its remedy.

In the reader's language, as a 4xx, and nothing is changed. An address that is new is asked too.
"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import User
from mentoring.models import (
    Breach,
    Correction,
    CounsellingCase,
    DataRequest,
    Destruction,
    IdempotencyKey,
    LegalHold,
    Matter,
    PerformanceCounselling,
    Rotation,
)
from mentoring.services.correction import report
from notifications.models import Notice
from tests.crawl import hostile
from tests.crawl.tables import digests
from tests.factories.breaches import breach
from tests.factories.cast import MONDAY, another_mentee
from tests.factories.counselling import case, service
from tests.factories.data_requests import data_request, officer
from tests.factories.destructions import destruction, hold
from tests.factories.files import pdf
from tests.factories.lateness import escalation_to, late_relationship
from tests.factories.matter import matter
from tests.factories.performance import counselling, official
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.mentoring.api.at_keyboard import at_keyboard
from tests.mentoring.api.writing import operations, sensible
from tests.transactions import around

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HEAVY = "x" * (11 * 1024 * 1024)
# By the first part of a path: what stands in the place of its keys.
PLACES = {
    "own": lambda cast, met: CounsellingCase.objects.get().uid,
    "relationships": lambda cast, met: met.relationship.uid,
    "sessions": lambda cast, met: met.uid,
    "corrections": lambda cast, met: Correction.objects.get().uid,
    "performance-counsellings": lambda cast, met: PerformanceCounselling.objects.get().uid,
    "destructions": lambda cast, met: Destruction.objects.get().uid,
    "legal-holds": lambda cast, met: LegalHold.objects.get().uid,
    "breaches": lambda cast, met: Breach.objects.get().uid,
    "data-requests": lambda cast, met: DataRequest.objects.get().uid,
    "matters": lambda cast, met: Matter.objects.get().uid,
    "notices": lambda cast, met: Notice.objects.filter(recipient=cast.maya.user).first().pk,
    "programmes": lambda cast, met: cast.programme.uid,
    "organisations": lambda cast, met: cast.organisation.uid,
    "rotations": lambda cast, met: Rotation.objects.get().uid,
}

CITRAS = re.compile(
    "/programmes/|/organisations/|/rotations/|/corrections/{|/matters/{|/pauses/|/extensions/"
)
WULANS = re.compile("/destructions/|/legal-holds/|/breaches/|/retention/")


@pytest.fixture
def asked(cast, door):
    """Sends a body to an operation as somebody who may, in their language, and undoes it."""
    met = session(relationship(cast, "active"))
    late_relationship(cast, mentee=another_mentee(cast, "Nina Contoh"))
    report(escalation_to(cast.sari), by=cast.sari.user, now=MONDAY)
    matter(cast, met.relationship)
    counselling(cast, "assigned", counsellor=official(cast))
    wulan = officer(cast)
    case(cast, service(cast))
    breach(cast, wulan)
    data_request(cast, wulan)
    destruction(cast, wulan)
    hold(cast, wulan, cast.eko)
    Rotation.objects.create(
        organisation=cast.organisation, digest="0" * 64, name="x", by=cast.citra.user, at=MONDAY
    )
    people = {name: getattr(cast, name) for name in ("maya", "citra", "sari")} | {"wulan": wulan}
    for person in (cast.maya, wulan):
        person.user.set_password(sensible({"type": "string"}))
        person.user.save(update_fields=["password"])
    clients = {name: door(person) for name, person in people.items()}
    at_keyboard(clients["maya"], cast.maya.user, factor=False)

    def ask(operation, body, *, language="en", raw=False, headers=None):
        who = "citra" if CITRAS.search(operation.path) else "maya"
        who = "sari" if operation.path.endswith("/reminded/") else who
        who = "wulan" if WULANS.search(operation.path) else who
        url = operation.path.replace("{code}", "answer_offer")
        url = re.sub(r"\{\w+\}", lambda _: str(place(operation, cast, met)), url)
        kind = operation.kind if raw else ""
        sent = {"content_type": kind} if raw else {"format": formats(operation)}
        with around():
            User.objects.filter(pk=people[who].user_id).update(language=language)
            answer = getattr(clients[who], operation.method)(url, body, headers=headers, **sent)
            transaction.set_rollback(answer.status_code < 400)
        User.objects.filter(pk=people[who].user_id).update(language="id")
        return answer

    return ask


def place(operation, cast, met):
    if operation.path.endswith("/reminded/"):
        return escalation_to(cast.sari).pk
    first = operation.path.removeprefix("/api/v1/").partition("/")[0]
    assert first in PLACES, f"Say in PLACES what {operation.path} is asked of."
    return PLACES[first](cast, met)


def formats(operation):
    return "multipart" if operation.kind.startswith("multipart") else "json"


def sendable(operation, body):
    """A form can send nothing but texts, under names that fit into a line."""
    texts = all(isinstance(value, str) and len(name) < 100 for name, value in body.items())
    return texts or formats(operation) == "json"


def with_files(operation):
    """A sensible body, with a real file where one is asked for."""
    return operation.body() | {
        name: SimpleUploadedFile("contoh.pdf", pdf())
        for name in operation.required
        if operation.fields[name].get("format") == "binary"
    }


def test_there_is_something_to_ask():
    assert len(operations()) > 25


def test_every_wrong_value_is_named_with_its_remedy_in_both_languages(asked):
    before, wrong = digests(), []
    for operation in operations():
        for field, body in operation.wrong_bodies():
            if sendable(operation, body):
                wrong += faults(asked, operation, field, body)
    assert wrong == [], "\n".join(wrong)
    assert digests() == before


def faults(asked, operation, field, body):
    said = {}
    for language in ("en", "id"):
        answer = asked(operation, body, language=language)
        where = f"{operation.name} with {field}={body.get(field)!r:.60} in {language}"
        if answer.status_code != 400:
            yield f"{where}: {answer.status_code} {answer.content[:200]!r}"
            return
        problem = answer.json()
        named = {error["field"]: error for error in problem.get("errors", ())}
        if field not in named or not named[field]["remedy"]:
            yield f"{where}: names {sorted(named)}"
            return
        said[language] = (problem["detail"], named[field]["message"], named[field]["remedy"])
    for one, other in zip(said["en"], said["id"], strict=True):
        if one == other:
            yield f"{operation.name} with {field}={body.get(field)!r:.60}: untranslated “{one}”"


@pytest.mark.parametrize("language", ["en", "id"])
def test_what_is_larger_than_anything_is_refused_unread(asked, language):
    before = digests()
    for operation in operations():
        answer = asked(operation, HEAVY, language=language, raw=True)
        assert answer.status_code == 413, operation.name
        assert "kB" in answer.json()["detail"], operation.name
    assert digests() == before


def test_a_stale_version_is_refused(asked):
    before = digests()
    for operation in operations():
        if "If-Match" in operation.headers:
            answer = asked(operation, with_files(operation), headers={"If-Match": '"999999"'})
            assert answer.status_code in {403, 409}, (operation.name, answer.content)
            assert answer.json()["detail"], operation.name
    assert digests() == before


def test_a_key_that_was_used_for_something_else_is_refused(asked, cast):
    wulan = User.objects.get(person__appointments__role="dpo")
    for user in (cast.maya.user, cast.citra.user, wulan):
        IdempotencyKey.objects.create(
            user=user, key="used", digest="0" * 64, status=200, created_at=MONDAY
        )
    before = digests()
    for operation in operations():
        if "Idempotency-Key" in operation.headers:
            answer = asked(operation, with_files(operation), headers={"Idempotency-Key": "used"})
            assert answer.status_code == 422, (operation.name, answer.content)
            assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
            assert answer.json()["errors"][0]["remedy"]
    assert digests() == before


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("number", range(len(hostile.files())))
def test_files_of_another_kind_are_refused(asked, number, language):
    before = digests()
    for operation in operations():
        for name, shape in operation.fields.items():
            if shape.get("format") == "binary":
                body = {**operation.body(), name: hostile.files()[number]}
                if "preview" in operation.fields:
                    body["preview"] = "false"
                answer = asked(operation, body, language=language)
                assert answer.status_code == 400, answer.content
                (error,) = answer.json()["errors"]
                assert error["field"] == name
                assert error["remedy"]
    assert digests() == before
