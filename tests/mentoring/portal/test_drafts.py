"""What somebody has typed outlives a wrong field, a stale version, a lost session, a closed tab."""

import uuid
from datetime import timedelta

import pytest
from django import forms
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from accounts import visits
from mentoring.models import Draft, Note, Relationship, Session
from mentoring.portal.drafts import Desk
from mentoring.portal.frame import Visit
from mentoring.queries import access
from mentoring.queries.standing import Standing
from mentoring.services import drafts
from notifications.sealing import seal
from tests.factories.cast import MONDAY
from tests.factories.relationship import relationship
from tests.factories.session import session
from workflows import engine
from workflows import now as clock

pytestmark = pytest.mark.django_db

WORDS = "Tulisan panjang yang tidak boleh hilang"


def step_of(item, name):
    return reverse(f"portal:{item.kind}_step", args=[item.uid, name])


def form_of(item, **data):
    return {"version": item.version, "token": str(uuid.uuid4()), **data}


def kept(person, address):
    found = drafts.find(person.user, address, now=MONDAY)
    return dict(found.fields) if found else None


@pytest.fixture
def held(cast):
    return session(relationship(cast, "active"), "held")


@pytest.fixture
def note(held):
    return step_of(held, "file_note")


def test_what_is_kept_is_offered_again_and_gone_when_it_is_done(cast, visitor, held, note):
    maya = visitor(cast.maya)
    typed = form_of(held, kind="private", body=WORDS)
    answer = maya.post(note, {**typed, "draft": "keep"}, follow=True)
    shown = answer.content.decode()
    assert WORDS in shown
    assert "Anda memulai ini pada Sen 8 Jun 2026, 09.00 WIB" in shown
    assert 'value="private"' in shown.split("checked")[0].rsplit("<input", 1)[1]
    assert not Note.objects.exists()
    assert maya.post(note, typed).status_code == 302
    assert not Draft.objects.exists()
    assert WORDS not in maya.get(note).content.decode()


def test_what_is_begun_can_be_thrown_away(cast, visitor, held, note):
    maya = visitor(cast.maya)
    maya.post(note, form_of(held, body=WORDS, draft="keep"))
    assert b'value="throw_away"' in maya.get(note).content
    maya.post(note, {"draft": "throw_away"})
    assert not Draft.objects.exists()
    assert b'value="throw_away"' not in maya.get(note).content


def test_typing_is_kept_without_a_word_and_changes_nothing_else(cast, visitor, held, note):
    answer = visitor(cast.maya).post(note, form_of(held, body=WORDS, draft="typing"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert kept(cast.maya, note) == {"body": WORDS}
    assert not Note.objects.exists()
    held.refresh_from_db()
    assert Session.objects.get().version == held.version


def test_a_form_that_has_acted_does_not_come_back(cast, visitor, held, note):
    """The script's last word may arrive after the form itself."""
    maya, typed = visitor(cast.maya), form_of(held, kind="private", body=WORDS)
    assert maya.post(note, typed).status_code == 302
    assert maya.post(note, {**typed, "draft": "typing"}).status_code == 204
    assert not Draft.objects.exists()


def test_a_wrong_field_loses_nothing(cast, visitor):
    item = relationship(cast, "agreement")
    terms = step_of(item, "propose_terms")
    typed = {"goals": WORDS, "frequency_days": "1000", "ends_on": "2026-02-31"}
    maya = visitor(cast.maya)
    assert maya.post(terms, form_of(item, **typed)).status_code == 422
    shown = maya.get(terms).content.decode()
    assert WORDS in shown
    assert 'value="1000"' in shown


def test_a_stale_version_loses_nothing_and_leads_back(cast, visitor, monday):
    item = relationship(cast, "draft")
    stale, amend = form_of(item, aim=WORDS), step_of(item, "amend")
    engine.perform(item, "amend", by=cast.maya.user, now=item.as_of, data={"aim": "Lebih dulu"})
    maya = visitor(cast.maya)
    shown = maya.post(amend, stale).content.decode()
    assert f'href="{amend}"' in shown
    assert WORDS in maya.get(amend).content.decode()


def test_what_can_no_longer_be_sent_can_still_be_read(cast, visitor):
    item = relationship(cast, "draft")
    amend = step_of(item, "amend")
    drafts.keep(cast.maya.user, amend, {"aim": WORDS}, now=MONDAY)
    engine.perform(item, "withdraw", by=cast.maya.user, now=item.as_of, data={})
    answer = visitor(cast.maya).get(amend)
    assert answer.status_code == 409
    assert WORDS in answer.content.decode()


def test_a_request_is_kept_until_it_is_sent(cast, visitor):
    ask = reverse("portal:ask_write", args=[cast.programme.uid])
    maya, typed = visitor(cast.maya), {"aim": WORDS, "path": "find"}
    maya.post(ask, {**typed, "step": "check"})
    assert WORDS in maya.get(ask).content.decode()
    assert maya.post(ask, {**typed, "step": "send"}).status_code == 302
    assert Relationship.objects.get().aim == WORDS
    assert not Draft.objects.exists()


def test_a_proposed_time_is_kept_when_it_is_refused(cast, visitor):
    item = relationship(cast, "active")
    new = reverse("portal:propose_session", args=[item.uid])
    typed = {"day": "2026-06-01", "hour": "09:00", "length": "90", "mode": "online", "place": WORDS}
    maya = visitor(cast.maya)
    assert maya.post(new, typed).status_code == 409
    shown = maya.get(new).content.decode()
    for value in ("2026-06-01", "09:00", WORDS):
        assert f'value="{value}"' in shown
    assert '<option value="90" selected>' in shown


def test_another_time_from_a_form_that_has_acted_is_asked_about(cast, visitor):
    item = relationship(cast, "active")
    new = reverse("portal:propose_session", args=[item.uid])
    typed = {"day": "2026-06-15", "hour": "09:00", "length": "60", "mode": "online"}
    typed["token"] = str(uuid.uuid4())
    maya = visitor(cast.maya)
    assert [maya.post(new, typed).status_code for _ in range(2)] == [302, 302]
    assert maya.post(new, {**typed, "day": "2026-06-16"}).status_code == 409
    assert Session.objects.count() == 1
    assert kept(cast.maya, new)["day"] == "2026-06-16"


def test_a_form_sent_after_the_session_ended_waits_behind_sign_in(
    cast, visitor, held, note, monkeypatch
):
    maya = visitor(cast.maya)
    maya.get(note)
    monkeypatch.setattr(visits, "is_over", lambda session, now: True)
    answer = maya.post(note, form_of(held, kind="private", body=WORDS))
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={note}"
    assert "Yang sudah Anda tulis disimpan" in maya.get(answer.headers["Location"]).content.decode()
    assert not Note.objects.exists()
    monkeypatch.undo()
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    assert WORDS in visitor(cast.maya).get(note).content.decode()


def test_a_session_that_ended_keeps_nothing_where_its_owner_may_not_write(
    cast, visitor, held, note, monkeypatch
):
    eko = visitor(cast.eko)
    eko.get("/")
    monkeypatch.setattr(visits, "is_over", lambda session, now: True)
    assert eko.post(note, form_of(held, body=WORDS)).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_is_its_owners_alone(cast, visitor, held, note):
    visitor(cast.maya).post(note, form_of(held, body=WORDS, draft="keep"))
    for person in (cast.budi.person, cast.citra, cast.rina, cast.eko):
        assert WORDS not in visitor(person).get(note).content.decode()
        visitor(person).post(note, {"draft": "throw_away"})
    draft = Draft.objects.get()
    assert access.relations_of("draft", draft, cast.maya.user, MONDAY) == {"owner"}
    assert not access.relations_of("draft", draft, cast.citra.user, MONDAY)
    assert Draft not in admin.site._registry


def test_nobody_keeps_anything_where_they_may_not_write(cast, visitor, held, note):
    for way in ("keep", "typing"):
        assert visitor(cast.eko).post(note, form_of(held, body=WORDS, draft=way)).status_code == 404
    assert not Draft.objects.exists()


def test_only_the_forms_own_fields_are_kept(cast, visitor, held, note):
    more = {"csrfmiddlewaretoken": "x" * 64, "password": "rahasia", "anything": "else"}
    visitor(cast.maya).post(note, form_of(held, body=WORDS, draft="keep", **more))
    assert kept(cast.maya, note) == {"body": WORDS}


def test_what_is_secret_is_never_kept(cast, rf):
    fields = {
        "password": forms.CharField(widget=forms.PasswordInput),
        "hidden": forms.CharField(widget=forms.HiddenInput),
        "file": forms.FileField(),
        "words": forms.CharField(),
    }
    desk = Desk(lambda visit: fields)
    request = rf.post("/form/", {**dict.fromkeys(fields, WORDS), "draft": "typing"})
    desk(lambda visit: None)(Visit(request, cast.maya.user, MONDAY, Standing(frozenset())))
    assert kept(cast.maya, "/form/") == {"words": WORDS}


def test_old_drafts_are_forgotten(cast):
    drafts.keep(cast.maya.user, "/old/", {"aim": WORDS}, now=MONDAY - timedelta(days=31))
    drafts.keep(cast.maya.user, "/young/", {"aim": WORDS}, now=MONDAY - timedelta(days=29))
    drafts.forget_old(MONDAY)
    assert [draft.address for draft in Draft.objects.all()] == ["/young/"]


def test_a_draft_turns_with_the_keys_and_does_not_need_the_secret_key(cast, settings):
    owner, address = cast.maya.user, "/formulir/"
    drafts.keep(owner, address, {"place": "rahasia"}, now=MONDAY)
    draft = Draft.objects.get()
    assert draft.kek == next(iter(settings.SEALING_KEYS))
    settings.SECRET_KEY = "another-secret-key-of-another-day"
    assert drafts.find(owner, address, now=MONDAY).fields == {"place": "rahasia"}
    settings.SEALING_KEYS = {"baru": b"n" * 32, **settings.SEALING_KEYS}
    call_command("rotate_keys")
    settings.SEALING_KEYS = {"baru": b"n" * 32}
    assert Draft.objects.get().kek == "baru"
    assert drafts.find(owner, address, now=MONDAY).fields == {"place": "rahasia"}
    assert drafts.find(cast.budi.person.user, address, now=MONDAY) is None
    Draft.objects.update(owner=cast.citra.user)
    assert drafts.find(cast.citra.user, address, now=MONDAY) is None


def test_a_draft_of_the_release_before_is_still_opened(cast):
    owner, address = cast.maya.user, "/formulir/"
    old = seal('{"place": "rahasia"}', about=f"{owner.uid} {address}")
    Draft.objects.create(owner=owner, address=address, sealed=old, updated_at=MONDAY)
    assert drafts.find(owner, address, now=MONDAY).fields == {"place": "rahasia"}
    call_command("rotate_keys")
    assert Draft.objects.get().kek
    assert drafts.find(owner, address, now=MONDAY).fields == {"place": "rahasia"}
