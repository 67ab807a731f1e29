"""The demo's front door: one click signs in anybody of the cast, and nobody else."""

import re
import uuid

import pytest
from django.test import Client

from accounts.models import User
from config.demo import agency, founding
from mentoring.models import CounsellingCase, Person
from mentoring.services import defaults
from tests.factories.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(folder) -> Client:
    defaults.load(MONDAY)
    founding.found()
    return Client(headers={"accept-language": "id"})


def test_the_cast_is_introduced_and_one_click_signs_in(door):
    shown = door.get("/demo/people/").content.decode()
    assert "Masuk sebagai Budi Contoh" in shown
    assert agency.CAST[agency.SARI] in shown
    budi = User.objects.get(display_name=agency.CAST[agency.BUDI])
    answer = door.post("/demo/enter/", {"who": str(budi.uid)}, follow=True)
    assert "Salam, Budi Contoh" in answer.content.decode()


@pytest.mark.parametrize(
    ("wanted", "reached"), [("/inbox/", "/inbox/"), ("https://evil.example.go.id/", "/")]
)
def test_one_goes_on_to_where_one_was_going_but_never_elsewhere(door, wanted, reached):
    assert wanted in door.get("/demo/people/", {"next": wanted}).content.decode()
    budi = User.objects.get(display_name=agency.CAST[agency.BUDI])
    answer = door.post("/demo/enter/", {"who": str(budi.uid), "next": wanted})
    assert answer.headers["Location"] == reached


@pytest.mark.parametrize("who", ["", "x", "somebody else"])
def test_nobody_else_can_be_chosen(door, who):
    if who == "somebody else":
        stranger = Person.objects.exclude(name__in=agency.CAST.values()).order_by("pk")[0]
        who = str(stranger.user.uid)
    assert door.post("/demo/enter/", {"who": who}).status_code == 404
    assert door.get("/demo/enter/").status_code == 405


def people(door):
    """The page of the cast without the token of its forms."""
    return re.sub(
        r'(?<=value=")[A-Za-z0-9]{64}(?=")', "", door.get("/demo/people/").content.decode()
    )


def test_counselling_is_open_and_who_serves_it_stands_at_the_door(door):
    """Anybody asks for it there; the page of the cast tells of nobody that they did."""
    listener = next(one for one in agency.members() if one.key == agency.LISTENER)
    budi = User.objects.get(display_name=agency.CAST[agency.BUDI])
    shown = people(door)
    assert listener.name in shown
    door.post("/demo/enter/", {"who": str(budi.uid)})
    request = {"topic": "family", "wish": "Butuh teman bicara (contoh)", "route": "coordinator"}
    asked = door.post("/own/new/", {**request, "token": str(uuid.uuid4())}, follow=True)
    assert CounsellingCase.objects.get().state == "requested"
    assert asked.status_code == 200
    door.post("/accounts/logout/")
    assert people(door) == shown
    serving = User.objects.get(person__nip=listener.nip)
    door.post("/demo/enter/", {"who": str(serving.uid)})
    page = f"/own/{CounsellingCase.objects.get().uid}/"
    assert page in door.get("/own/").content.decode()


def test_outside_the_demo_there_is_no_such_door(client):
    assert client.get("/demo/people/").status_code == 404
