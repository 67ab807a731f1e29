"""Support sees how things stand and nothing of what people wrote; it changes neither."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from mentoring.models import Note, Reflection, Relationship
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import AIM, TERMS, relationship
from tests.factories.session import HOUR, IN_A_WEEK, session
from workflows import engine

pytestmark = pytest.mark.django_db

BODY = "Catatan rahasia (contoh)"


@pytest.fixture
def support(client):
    user = User.objects.create_superuser("support", "support@example.go.id", "secret")
    client.force_login(user)
    return client


@pytest.fixture
def found():
    crew = cast()
    found = relationship(crew, "agreement")
    found = engine.perform(found, "propose_terms", by=crew.maya.user, now=MONDAY, data=TERMS)
    for by in (crew.maya, crew.budi.person):
        found = engine.perform(found, "sign", by=by.user, now=MONDAY)
    note = {"kind": "shared", "body": BODY}
    engine.perform(
        session(found, "held"), "file_note", by=crew.maya.user, now=MONDAY + IN_A_WEEK + HOUR,
        data=note,
    )  # fmt: skip
    return found


@pytest.mark.parametrize("name", ["relationship", "offer", "agreement", "session", "booking"])
def test_lists_and_rows_show_nothing_of_what_people_wrote(support, found, name):
    assert support.get(reverse(f"admin:mentoring_{name}_changelist")).status_code == 200
    model = next(model for model in admin.site._registry if model._meta.model_name == name)
    for row in model.objects.all():
        page = support.get(reverse(f"admin:mentoring_{name}_change", args=[row.pk]))
        assert page.status_code == 200
        for words in (AIM, TERMS["goals"], BODY):
            assert words not in page.content.decode()


def test_notes_and_reflections_have_no_screen():
    assert not {Note, Reflection} & set(admin.site._registry)


def test_a_state_cannot_be_edited(support, found):
    page = reverse("admin:mentoring_relationship_change", args=[found.pk])
    assert support.post(page, {"state": "closed", "status": "stalled"}).status_code == 403
    assert Relationship.objects.get().state == "active"
