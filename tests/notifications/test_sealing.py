"""Sealed text: unreadable where it lies, opened for what it is about, or not at all."""

import pytest

from mentoring.models import Draft
from mentoring.services import drafts
from notifications.sealing import seal, unseal
from tests.factories.cast import MONDAY
from tests.factories.person import person

TEXT = "Rahasia 🦄\x00"


def test_what_is_sealed_can_be_opened_and_not_read():
    sealed = seal(TEXT, about="maya")
    assert b"Rahasia" not in sealed
    assert unseal(sealed, about="maya") == TEXT
    assert seal(TEXT, about="maya") != sealed


@pytest.mark.parametrize("spoil", [lambda text: text[:-1], lambda text: b"x" + text, lambda _: b""])
def test_what_was_changed_is_not_opened(spoil):
    assert unseal(spoil(seal(TEXT, about="maya")), about="maya") is None


def test_it_is_not_opened_as_somebody_elses():
    assert unseal(seal(TEXT, about="maya"), about="budi") is None


def test_an_earlier_key_still_opens_it_and_a_lost_one_does_not(settings):
    sealed = seal(TEXT, about="maya")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 8
    assert unseal(sealed, about="maya") is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed, about="maya") == TEXT


@pytest.mark.django_db
def test_a_row_copied_to_somebody_else_stays_shut():
    maya, budi = person("Maya Contoh"), person("Budi Contoh")
    drafts.keep(maya.user, "/a/", {"aim": TEXT}, now=MONDAY)
    assert drafts.find(maya.user, "/a/", now=MONDAY).fields == {"aim": TEXT}
    Draft.objects.update(owner=budi.user)
    assert drafts.find(budi.user, "/a/", now=MONDAY) is None


@pytest.mark.django_db
def test_nothing_of_it_shows_when_it_is_printed(caplog):
    maya = person("Maya Contoh")
    drafts.keep(maya.user, "/a/", {"aim": TEXT}, now=MONDAY)
    begun = drafts.find(maya.user, "/a/", now=MONDAY)
    assert "Rahasia" not in f"{begun} {begun!r} {Draft.objects.get()} {Draft.objects.get()!r}"


@pytest.mark.django_db
def test_what_is_too_long_leaves_what_was_kept(db):
    maya = person("Maya Contoh")
    assert drafts.keep(maya.user, "/a/", {"aim": TEXT}, now=MONDAY)
    assert not drafts.keep(maya.user, "/a/", {"aim": "x" * drafts.LONGEST}, now=MONDAY)
    assert drafts.find(maya.user, "/a/", now=MONDAY).fields == {"aim": TEXT}
