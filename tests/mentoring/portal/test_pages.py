"""Every page as each of the cast sees it: who gets in, what it says, what it costs."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from mentoring.models import Relationship
from notifications.models import Notice
from tests.factories.relationship import AIM, relationship
from tests.factories.session import session

pytestmark = pytest.mark.django_db

LISTS = ("home", "inbox", "mentees", "requests", "ask")
STATES = Relationship.State.values
MEETINGS = ("proposed", "confirmed", "rescheduled", "held", "cancelled", "no_show")


def page_of(item):
    return reverse(f"portal:{item.kind}", args=[item.uid])


@pytest.mark.parametrize("name", LISTS)
def test_a_stranger_is_sent_to_sign_in(client, name):
    answer = client.get(reverse(f"portal:{name}"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("state", STATES)
def test_an_item_opens_in_every_state_for_its_mentee_and_says_where_it_stands(cast, visitor, state):
    item = relationship(cast, state)
    shown = visitor(cast.maya).get(page_of(item)).content.decode()
    assert f'aria-current="step">{item.get_state_display()}' in shown
    assert AIM in shown


@pytest.mark.parametrize("state", MEETINGS)
def test_a_session_opens_in_every_state_for_whoever_may_know_of_it(cast, visitor, state):
    item = session(relationship(cast, "active"), state)
    for person in (cast.maya, cast.budi.person, cast.citra, cast.rina, cast.sari):
        assert visitor(person).get(page_of(item)).status_code == 200


def test_superiors_see_no_content_and_only_their_own_person(cast, visitor):
    item = relationship(cast, "active")
    shown = visitor(cast.rina).get(page_of(item)).content.decode()
    assert "Maya Contoh" in shown
    assert "Budi Contoh" not in shown
    assert AIM not in shown
    shown = visitor(cast.sari).get(page_of(item)).content.decode()
    assert "Budi Contoh" in shown
    assert "Maya Contoh" not in shown


def test_notes_are_for_the_pair_alone(cast, visitor):
    held = session(relationship(cast, "active"), "held")
    budi = visitor(cast.budi.person)
    address = reverse("portal:session_step", args=[held.uid, "file_note"])
    for kind, body in (("shared", "Catatan bersama"), ("private", "Catatan sendiri")):
        held.refresh_from_db()
        data = {"kind": kind, "body": body, "version": held.version, "token": uuid.uuid4()}
        assert budi.post(address, data).status_code == 302
    own = budi.get(page_of(held)).content
    assert b"Catatan bersama" in own
    assert b"Catatan sendiri" in own
    others = visitor(cast.maya).get(page_of(held)).content
    assert b"Catatan bersama" in others
    assert b"Catatan sendiri" not in others
    for person in (cast.citra, cast.rina, cast.sari):
        assert b"Catatan" not in visitor(person).get(page_of(held)).content.replace(
            b"Catatan</h2>", b""
        )


@pytest.mark.parametrize("name", ["relationship", "relationship_step", "propose_session"])
def test_what_is_not_yours_answers_byte_for_byte_like_what_does_not_exist(cast, visitor, name):
    item = relationship(cast, "active")
    eko = visitor(cast.eko)
    more = ["pause"] if name.endswith("_step") else []
    foreign = eko.get(reverse(f"portal:{name}", args=[item.uid, *more]))
    missing = eko.get(reverse(f"portal:{name}", args=[uuid.uuid4(), *more]))
    assert foreign.status_code == missing.status_code == 404
    assert _unaddressed(foreign) == _unaddressed(missing)


def _unaddressed(answer):
    """Without the page's own address and its form token, which differ on every visit."""
    lines = answer.content.decode().splitlines()
    return [line for line in lines if 'name="next"' not in line and "csrf" not in line]


@pytest.mark.parametrize("name", ["mentees", "requests"])
def test_pages_of_a_hat_are_missing_for_who_does_not_wear_it(cast, visitor, name):
    assert visitor(cast.maya).get(reverse(f"portal:{name}")).status_code == 404


def test_home_says_what_is_awaited_of_whom_until_when(cast, visitor):
    relationship(cast, "offered")
    mine = visitor(cast.budi.person).get("/").content.decode()
    assert "Jawab tawaran" in mine
    assert "Kam 11 Jun 2026, 16.00 WIB" in mine
    theirs = visitor(cast.maya).get("/").content.decode()
    assert "Budi Contoh · sampai Kam 11 Jun 2026, 16.00 WIB" in theirs


def test_due_times_are_in_the_readers_zone(cast, visitor):
    relationship(cast, "offered")
    User.objects.filter(pk=cast.maya.user_id).update(time_zone="Asia/Jayapura")
    cast.maya.user.refresh_from_db()
    assert "18.00 WIT" in visitor(cast.maya).get("/").content.decode()


def test_a_notice_opens_behind_its_mail_link_and_is_read_only_by_post(cast, visitor):
    item = relationship(cast, "offered")
    told = Notice.objects.get(kind="offer.made")
    budi = visitor(cast.budi.person)
    shown = budi.get(f"/inbox/{told.pk}").content.decode()
    assert page_of(item) in shown
    assert "Anda menerima pesan ini karena" in shown
    told.refresh_from_db()
    assert told.read_at is None
    assert budi.post(f"/inbox/{told.pk}/read").status_code == 302
    told.refresh_from_db()
    assert told.read_at is not None
    assert visitor(cast.maya).get(f"/inbox/{told.pk}").status_code == 404


@pytest.mark.parametrize("state", ["requested", "offered", "agreement", "active", "closing"])
@pytest.mark.parametrize("who", ["maya", "budi", "citra"])
def test_an_item_costs_at_most_15_statements(cast, visitor, state, who):
    item = relationship(cast, state)
    client = visitor(getattr(getattr(cast, who), "person", getattr(cast, who)))
    client.get(page_of(item))
    with CaptureQueriesContext(connection) as queries:
        client.get(page_of(item))
    assert len(queries) <= 15, "\n".join(one["sql"][:150] for one in queries)


def test_pages_are_light_strict_and_never_kept(cast, visitor):
    item = relationship(cast, "active")
    answer = visitor(cast.maya).get(page_of(item))
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"style=" not in answer.content
    assert b"<script" not in answer.content
    assert len(answer.content) < 60_000


def test_the_language_is_kept_on_the_person(cast, visitor):
    maya = visitor(cast.maya)
    assert b'<html lang="id">' in maya.get("/").content
    answer = maya.post("/language/", {"language": "en", "next": "/inbox/"})
    assert answer.headers["Location"] == "/inbox/"
    assert b'<html lang="en">' in visitor(cast.maya).get("/").content


@pytest.mark.parametrize(
    "back", ["https://evil.example.go.id/", "//evil.example.go.id", "", "x" * 9000]
)
def test_the_language_switch_leads_nowhere_else(cast, visitor, back):
    maya = visitor(cast.maya)
    answer = maya.post("/language/", {"language": "zz", "next": back})
    assert "evil" not in answer.headers["Location"]
    assert b'<html lang="id">' in maya.get("/").content


@pytest.mark.parametrize(
    ("language", "heading"),
    [("id", "Halaman terlalu lama terbuka"), ("en", "The page was open too long")],
)
def test_a_form_without_its_proof_is_told_why_in_the_readers_language(cast, language, heading):
    User.objects.filter(pk=cast.maya.user_id).update(language=language)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.maya.user)
    answer = strict.post(reverse("portal:manners"), {})
    assert answer.status_code == 403
    assert f"<h1>{heading}</h1>" in answer.content.decode()
