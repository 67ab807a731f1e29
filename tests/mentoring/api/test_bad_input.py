"""Whatever is sent wrongly gets a 4xx that names the field and the remedy, and changes nothing."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from rest_framework.test import APIClient

from accounts.models import User
from mentoring.models import IdempotencyKey, Relationship, Session
from tests.factories.relationship import relationship
from tests.factories.session import session
from workflows.models import Record

FAR = "9999-12-31T23:59:59Z"
NEAR = "2026-06-15T09:00:00+07:00"
HEAVY = "x" * (1024 * 1024 + 1)


def bodies(programme, pair):
    """Address, body, status, field."""
    ask, propose = "relationships/", "sessions/"
    pause, terms = "transitions/pause/", "transitions/propose_terms/"
    told = {"programme": str(programme.uid), "aim": "Contoh"}
    meet = {"relationship": str(pair.uid), "starts_at": NEAR, "ends_at": NEAR}
    here = f"relationships/{pair.uid}/"
    return [
        (ask, {}, 400, "programme"),
        (ask, {**told, "programme": "abc"}, 400, "programme"),
        (ask, {**told, "programme": str(uuid.uuid4())}, 400, "programme"),
        (ask, {**told, "programme": str(pair.uid)}, 400, "programme"),
        (ask, {**told, "programme": 5}, 400, "programme"),
        (ask, {**told, "named_practitioner": str(uuid.uuid4())}, 400, "named_practitioner"),
        (ask, {**told, "aim": "x" * 2001}, 400, "aim"),
        (ask, {**told, "aim": "a\0b"}, 400, "aim"),
        (ask, {**told, "aim": ["x"]}, 400, "aim"),
        (ask, {**told, "submit": "perhaps"}, 400, "submit"),
        (ask, {**told, "state": "active"}, 400, "state"),
        (propose, {**meet, "starts_at": "2026-02-30T09:00:00Z"}, 400, "starts_at"),
        (propose, {**meet, "starts_at": "soon"}, 400, "starts_at"),
        (propose, {**meet, "ends_at": None}, 400, "ends_at"),
        (propose, {**meet, "mode": "telepathy"}, 400, "mode"),
        (propose, {**meet, "relationship": str(uuid.uuid4())}, 400, "relationship"),
        (propose, {**meet, "place": "x" * 201}, 400, "place"),
        (propose, {**meet, "starts_at": FAR, "ends_at": FAR}, None, "starts_at"),
        (propose, {**meet, "starts_at": "9990-01-01T09:00:00Z",
                   "ends_at": "9990-01-01T10:00:00Z"}, 400, "starts_at"),
        (propose, {**meet, "starts_at": "2031-01-06T09:00:00Z",
                   "ends_at": "2031-01-06T10:00:00Z"}, 400, "starts_at"),
        (here + pause, {"until": "2026-13-01", "reason": "leave"}, 400, "until"),
        (here + pause, {"until": "2026-07-01", "reason": "boredom"}, 400, "reason"),
        (here + pause, {"until": "9999-12-31", "reason": "leave"}, 409, None),
        (here + pause, {"until": "2026-07-01"}, 400, "reason"),
        (here + terms, {"goals": "", "frequency_days": 14, "ends_on": "2026-11-30"}, 400, "goals"),
        (here + terms, {"goals": "x", "frequency_days": 6, "ends_on": "2026-11-30"}, 400,
         "frequency_days"),
        (here + terms, {"goals": "x", "frequency_days": 10**30, "ends_on": "2026-11-30"}, 400,
         "frequency_days"),
        (here + terms, {"goals": "x", "frequency_days": 1.5, "ends_on": "2026-11-30"}, 400,
         "frequency_days"),
    ]  # fmt: skip


def test_bodies(cast, door):
    pair = relationship(cast, "active")
    client = door(cast.maya)
    before = (Record.objects.count(), Relationship.objects.count(), Session.objects.count())
    wrong = []
    for address, body, status, field in bodies(cast.programme, pair):
        answer = client.post(f"/api/v1/{address}", body, format="json")
        problem = answer.json()
        named = {error["field"]: error["remedy"] for error in problem.get("errors", ())}
        said = status is None or answer.status_code == status
        if not (400 <= answer.status_code < 500 and said):
            wrong.append((address, body, answer.status_code, problem))
        elif answer.status_code == 400 and not named.get(field):
            wrong.append((address, body, problem))
    assert wrong == []
    assert before == (Record.objects.count(), Relationship.objects.count(), Session.objects.count())


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ('"x"', "application/json", 400),
        ("NaN", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ('{"aim": ' + "9" * 5000 + "}", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (HEAVY, "application/json", 413),
        (HEAVY, "text/plain", 413),
        ("<a/>", "application/xml", 415),
        ("a=1", "application/x-www-form-urlencoded", 415),
    ],
    ids=range(11),
)
def test_raw_bodies(cast, door, raw, kind, status):
    answer = door(cast.maya).post("/api/v1/relationships/", raw, content_type=kind)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_ten_megabytes_are_refused_unread(cast, door):
    answer = door(cast.maya).post(
        "/api/v1/relationships/", "x" * 10 * 1024 * 1024, content_type="application/json"
    )
    assert answer.status_code == 413
    assert "1024 kB" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("cursor=abc", "cursor"),
        ("cursor=%00", "cursor"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=x", "limit"),
        (f"limit=000001{'9' * 30}", "limit"),
        ("state=nonsense", "state"),
        ("ordering=aim", "ordering"),
        ("aim=x", "aim"),
    ],
)
def test_parameters(cast, door, query, field):
    answer = door(cast.maya).get(f"/api/v1/relationships/?{query}")
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert error["field"] == field
    assert error["remedy"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("If-Match", "3"),
        ("If-Match", '"three"'),
        ("If-Match", '"99999999999999999999"'),
        ("Idempotency-Key", "with space"),
        ("Idempotency-Key", "x" * 201),
    ],
)
def test_headers(cast, door, name, value):
    held = session(relationship(cast, "active"))
    address = f"/api/v1/sessions/{held.uid}/transitions/confirm/"
    answer = door(cast.maya).post(address, {}, format="json", headers={name: value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == name
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"\0\0\0", b"only;unknown;columns\n1;2;3"],
    ids=["empty", "broken", "old", "binary", "unknown"],
)
def test_rosters_that_cannot_be_read(cast, door, content):
    sent = {"file": SimpleUploadedFile("r.xlsx", content)}
    address = f"/api/v1/programmes/{cast.programme.uid}/roster/"
    answer = door(cast.citra).post(address, sent, format="multipart")
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert error["field"] == "file"
    assert error["remedy"]


def test_the_reader_is_answered_in_their_language(cast, door):
    said = {}
    for language in ("id", "en"):
        cast.maya.user.language = language
        cast.maya.user.save(update_fields=["language"])
        with translation.override("en"):
            answer = door(cast.maya).post("/api/v1/relationships/", {"x": 1}, format="json")
        said[language] = answer.json()
    assert said["id"]["detail"] != said["en"]["detail"]
    for one, other in zip(said["id"]["errors"], said["en"]["errors"], strict=True):
        assert one["field"] == other["field"]
        assert one["message"] != other["message"]
        assert one["remedy"] != other["remedy"]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_methods_that_are_not_there(cast, door, method):
    answer = getattr(door(cast.maya), method)("/api/v1/relationships/")
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"


def test_a_format_that_is_not_there(cast, door):
    answer = door(cast.maya).get("/api/v1/me/", headers={"Accept": "text/csv"})
    assert answer.status_code == 406


@pytest.mark.parametrize(
    ("language", "word", "remedy"),
    [
        ("id", "Tidak ada yang dilakukan", "token CSRF"),
        ("en", "Nothing was done", "CSRF token"),
    ],
)
def test_what_may_have_come_from_another_page_is_refused_in_the_readers_language(
    cast, language, word, remedy
):
    User.objects.filter(pk=cast.maya.user_id).update(language=language)
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cast.maya.user)
    ask = {"programme": str(cast.programme.uid), "aim": "Contoh"}
    answer = client.post("/api/v1/relationships/", ask, format="json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["detail"].startswith(word)) == ("csrf_failed", True)
    [named] = problem["errors"]
    assert (named["field"], remedy in named["message"]) == ("X-CSRFToken", True)
    assert not Relationship.objects.exists()
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', home_of(client))[:1]
    sent = client.post(
        "/api/v1/relationships/", ask, format="json", headers={named["field"]: token}
    )
    assert sent.status_code == 201


def home_of(client):
    return client.get("/").content.decode()
