"""Corrections through the API: who reports, who decides, what each of them sees."""

import uuid

import pytest

from mentoring.models import Correction, ReportingLine
from mentoring.services.correction import report
from tests.factories.cast import MONDAY
from tests.factories.lateness import escalation_to, late_relationship

LIST = "/api/v1/corrections/"


@pytest.fixture
def notice(cast):
    late_relationship(cast)
    return escalation_to(cast.sari)


@pytest.fixture
def made(cast, notice):
    return report(notice, by=cast.sari.user, now=MONDAY)


def to_settle(cast):
    return {"superior": str(cast.eko.uid), "valid_from": "2026-06-08"}


def test_strangers_are_asked_to_sign_in(made, door):
    assert door().get(LIST).status_code == 401
    assert door().get(f"{LIST}{made.uid}/").status_code == 401


@pytest.mark.parametrize("rest", ["", "history/", "why/"])
def test_a_foreign_one_is_missing_byte_for_byte(cast, made, door, rest):
    for person in (cast.eko, cast.budi.person, cast.rina):
        client = door(person)
        foreign = client.get(f"{LIST}{made.uid}/{rest}")
        missing = client.get(f"{LIST}{uuid.uuid4()}/{rest}")
        assert (foreign.status_code, foreign.content) == (404, missing.content)


def test_whoever_was_told_reports(cast, notice, door):
    answer = door(cast.sari).post(LIST, {"notice": str(notice.pk)}, format="json")
    assert answer.status_code == 201
    made = Correction.objects.get()
    assert (made.person, made.superior) == (cast.budi.person, cast.sari)
    shown = door(cast.sari).get(answer.json()["url"]).json()
    assert set(shown) == {"uid", "person", "refused_reason", "state", "version", "turn", "due"}


@pytest.mark.parametrize("who", ["citra", "rina", "maya", "eko"])
def test_nobody_else_reports(cast, notice, door, who):
    body = {"notice": str(notice.pk)}
    answer = door(getattr(cast, who)).post(LIST, body, format="json")
    assert answer.status_code == 400
    assert "notice" in answer.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize("body", [{}, {"notice": "x"}, {"notice": None}, {"x": 1}, []])
def test_a_report_of_nothing_is_refused(cast, notice, door, body):
    assert door(cast.sari).post(LIST, body, format="json").status_code == 400
    assert not Correction.objects.exists()


def test_the_coordinator_has_it_on_the_worklist_and_settles_it(cast, made, door):
    citra = door(cast.citra)
    (task,) = [one for one in citra.get("/api/v1/worklist/").json()["results"]
               if one["kind"] == "correction"]  # fmt: skip
    assert (task["uid"], task["other"]) == (str(made.uid), "Budi Contoh")
    shown = citra.get(f"{LIST}{made.uid}/").json()
    allowed = {one["name"]: one["allowed"] for one in shown["transitions"]}
    assert allowed == {"settle": True, "refuse": True}
    url = f"{LIST}{made.uid}/transitions/settle/"
    version = {"if-match": f'"{made.version}"'}
    answer = citra.post(url, to_settle(cast), format="json", headers=version)
    assert answer.status_code == 200
    assert answer.json()["state"] == "named"
    line = ReportingLine.objects.get(person=cast.budi.person, valid_to=None)
    assert line.superior == cast.eko
    history = citra.get(f"{LIST}{made.uid}/history/").json()["results"]
    assert [(row["transition"], row["by"]) for row in history] == [
        ("begin", "reporter"),
        ("settle", "you"),
    ]


def test_the_reporter_waits_and_cannot_decide(cast, made, door):
    sari = door(cast.sari)
    (task,) = sari.get("/api/v1/worklist/?list=waiting").json()["results"]
    assert task["uid"] == str(made.uid)
    url = f"{LIST}{made.uid}/transitions/refuse/"
    assert sari.post(url, {"reason": "entry_is_right"}, format="json").status_code == 404


@pytest.mark.parametrize(
    ("field", "bad"), [("superior", "Budi"), ("superior", ""), ("valid_from", "2026-02-31")]
)
def test_what_cannot_be_is_refused_at_the_field(cast, made, door, field, bad):
    url = f"{LIST}{made.uid}/transitions/settle/"
    body = {**to_settle(cast), field: bad}
    answer = door(cast.citra).post(url, body, format="json")
    assert answer.status_code in {400, 422}
    assert field in answer.content.decode()
