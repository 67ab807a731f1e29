"""Changing things on the pages: confirmed, done once, refused with a reason, never by accident."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import User
from mentoring.models import Relationship, Session
from tests.factories.relationship import AIM, relationship
from tests.factories.session import session
from workflows import engine
from workflows.models import Record

pytestmark = pytest.mark.django_db


def step_of(item, name):
    return reverse(f"portal:{item.kind}_step", args=[item.uid, name])


def form_of(item, **data):
    return {"version": item.version, "token": str(uuid.uuid4()), **data}


def test_a_step_is_confirmed_and_made_and_says_who_hears_of_it(cast, visitor):
    item = relationship(cast, "offered")
    budi = visitor(cast.budi.person)
    assert "Akan diberi tahu: Maya Contoh" in budi.get(step_of(item, "accept")).content.decode()
    answer = budi.post(step_of(item, "accept"), form_of(item), follow=True)
    assert answer.status_code == 200
    item.refresh_from_db()
    assert item.state == "agreement"


def test_a_form_sent_twice_acts_once(cast, visitor):
    item = relationship(cast, "active")
    data = form_of(item, status="on_track", line="")
    budi = visitor(cast.budi.person)
    for _ in range(3):
        assert budi.post(step_of(item, "update_status"), data).status_code == 302
    assert Record.objects.filter(transition="update_status").count() == 1


def test_a_form_that_comes_too_late_keeps_what_was_written(cast, visitor, monday):
    item = relationship(cast, "draft")
    stale = form_of(item, aim="Tulisan yang tidak boleh hilang")
    now = item.as_of
    engine.perform(item, "amend", by=cast.maya.user, now=now, data={"aim": "Lebih dulu"})
    answer = visitor(cast.maya).post(step_of(item, "amend"), stale)
    assert answer.status_code == 409
    assert "Tulisan yang tidak boleh hilang" in answer.content.decode()
    item.refresh_from_db()
    assert item.aim == "Lebih dulu"


def test_a_token_used_for_other_content_swallows_nothing(cast, visitor):
    held = session(relationship(cast, "active"), "held")
    data = form_of(held, kind="shared", body="Pertama")
    maya = visitor(cast.maya)
    assert maya.post(step_of(held, "file_note"), data).status_code == 302
    answer = maya.post(step_of(held, "file_note"), {**data, "body": "Kedua"})
    assert answer.status_code == 409
    assert "Kedua" in answer.content.decode()


def test_what_is_not_possible_says_why_before_anything_is_typed(cast, visitor):
    item = relationship(cast, "requested")
    answer = visitor(cast.maya).get(step_of(item, "follow_up"))
    assert answer.status_code == 409
    assert b'name="version"' not in answer.content
    answer = visitor(cast.maya).post(step_of(item, "accept"), form_of(item))
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["expire", "note_session_held", "save", "delete", "nothing"])
def test_there_is_no_page_for_what_people_do_not_do(cast, visitor, name):
    item = relationship(cast, "draft")
    assert visitor(cast.maya).get(step_of(item, name)).status_code == 404


HOSTILE = [
    "",
    "-1",
    "9" * 400,
    "\x00",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "2026-02-31",
    "🦄",
]


@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_input_is_refused_at_the_field_and_changes_nothing(cast, visitor, bad):
    item = relationship(cast, "active")
    budi = visitor(cast.budi.person)
    before = Record.objects.count()
    data = {"status": bad, "until": bad, "reason": bad, "outcome": bad}
    for name in ("update_status", "pause", "review", "end_early"):
        answer = budi.post(step_of(item, name), form_of(item, **data))
        assert answer.status_code == 422
        assert b'class="wrong"' in answer.content
        assert b"<script>" not in answer.content
    for spoilt in ({"version": bad}, {"token": bad, "version": bad}, {}):
        answer = budi.post(step_of(item, "update_status"), {"status": "on_track", **spoilt})
        assert answer.status_code == 409
    new = reverse("portal:propose_session", args=[item.uid])
    answer = budi.post(new, {"day": bad, "hour": bad, "length": bad, "mode": bad})
    assert answer.status_code == 422
    assert Record.objects.count() == before
    assert not Session.objects.exists()


def test_the_coordinator_is_offered_candidates_with_their_reasons(cast, visitor):
    item = relationship(cast, "requested")
    citra = visitor(cast.citra)
    shown = citra.get(step_of(item, "offer")).content.decode()
    assert "Budi Contoh" in shown
    assert "5 dari 5 tempat kosong" in shown
    done = citra.post(step_of(item, "offer"), form_of(item, practitioner=str(cast.budi.uid)))
    assert done.status_code == 302
    item.refresh_from_db()
    assert item.state == "offered"


def test_all_mentees_are_updated_at_once_and_twice_changes_nothing(cast, visitor):
    item = relationship(cast, "active")
    budi = visitor(cast.budi.person)
    data = {
        "token": str(uuid.uuid4()),
        f"version-{item.uid}": item.version,
        f"status-{item.uid}": "attention",
    }
    for _ in range(2):
        assert budi.post(reverse("portal:mentees"), data).status_code == 302
    item.refresh_from_db()
    assert item.status == "attention"
    assert Record.objects.filter(transition="update_status").count() == 1


def test_a_session_is_proposed_in_the_clock_of_who_proposes(cast, visitor):
    item = relationship(cast, "active")
    data = {"day": "2026-06-15", "hour": "09:00", "length": "60", "mode": "online", "token": "x"}
    new = reverse("portal:propose_session", args=[item.uid])
    assert visitor(cast.maya).post(new, data).status_code == 302
    assert Session.objects.get().starts_at.isoformat() == "2026-06-15T02:00:00+00:00"
    late = visitor(cast.maya).post(new, {**data, "day": "2026-06-01"})
    assert late.status_code == 409
    never = visitor(cast.maya).post(new, {**data, "day": "9999-12-31", "hour": "23:30"})
    assert never.status_code == 422


@pytest.mark.parametrize(("language", "said"), [("id", "60 menit"), ("en", "60 minutes")])
def test_the_lengths_of_a_session_are_in_the_readers_language(cast, visitor, language, said):
    item = relationship(cast, "active")
    User.objects.update(language=language)
    cast.maya.user.refresh_from_db()
    new = reverse("portal:propose_session", args=[item.uid])
    assert said in visitor(cast.maya).get(new).content.decode()


def ask_in(cast):
    return reverse("portal:ask_write", args=[cast.programme.uid])


def test_the_answers_of_the_router_are_nowhere(cast, visitor):
    maya = visitor(cast.maya)
    answers = {"about": "mentoring", "help": "mentoring", "time": "coaching"}
    shown = maya.post(reverse("portal:ask"), answers).content.decode()
    assert "Mungkin mentoring paling cocok" in shown
    assert ask_in(cast) in shown
    shown = maya.post(reverse("portal:ask"), {**answers, "about": "counselling"}).content.decode()
    assert "konseling" in shown
    assert not Relationship.objects.exists()
    assert not Record.objects.exists()
    assert "about" not in str(dict(maya.session))


def test_a_request_shows_who_will_know_and_is_sent_once(cast, visitor):
    maya = visitor(cast.maya)
    data = {"aim": AIM, "path": "known", "name": "budi"}
    shown = maya.post(ask_in(cast), {**data, "step": "check"}).content.decode()
    assert "Siapa yang akan tahu" in shown
    assert "Atasan langsung mentee" in shown
    token = str(uuid.uuid4())
    for _ in range(2):
        assert maya.post(ask_in(cast), {**data, "step": "send", "token": token}).status_code == 302
    made = Relationship.objects.get()
    assert made.state == "requested"
    assert made.named_practitioner == cast.budi


def test_a_name_nobody_has_is_said_at_the_field(cast, visitor):
    data = {"aim": AIM, "path": "known", "name": "Tidak Ada", "step": "send"}
    answer = visitor(cast.maya).post(ask_in(cast), data)
    assert answer.status_code == 422
    assert "Tidak ada orang bernama itu" in answer.content.decode()
    assert not Relationship.objects.exists()


def test_whoever_takes_no_part_in_a_programme_cannot_ask_in_it(cast, visitor):
    assert visitor(cast.eko).get(ask_in(cast)).status_code == 404
