"""The support screens: for staff only, and not even a superuser reads there what people wrote."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from config.addresses import served
from tests.permissions import choice

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

STAFF = ("support", "superuser")
FRAME = {"object_id": "1", "app_label": "mentoring", "content_type_id": "1", "url": "nowhere"}
# Of these every row is looked at: somebody wrote them.
SPOKEN = {"relationship", "session", "agreement"}
# Neither what was noted of a session nor what was kept of free texts has a screen.
UNSEEN = {"note", "reflection", "recordtext", "record", "idempotencykey", "draft"} | {
    *("casekey", "sealednote", "accessrecord")
}


def screens(routes):
    """Every support address, for one row of its model where it needs one."""
    for name, pattern in served().items():
        if routes[name].action == "support" and name.startswith("admin:"):
            wanted = set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
            unknown = wanted - set(FRAME)
            assert not unknown, f"{name} needs {sorted(unknown)}: add a value to FRAME"
            given = {each: FRAME[each] for each in wanted}
            yield name, reverse(name, kwargs={**given, **row(name)})


def row(name):
    """The first row of the screen's model, if there is one."""
    label, _, screen = name.removeprefix("admin:").rpartition("_")
    if screen not in {"history", "delete", "change"} or "_" not in label or "password" in label:
        return {}
    found = apps.get_model(label.replace("_", ".", 1))._base_manager.order_by("pk").first()
    return {"object_id": "1" if found is None else str(found.pk)}


def read(visitor, url, world):
    answer = visitor.asks("get", url)
    words = answer.content.decode(errors="replace")
    return answer.status_code, {secret for secret in world.secrets if secret in words}


def test_staff_look_at_every_list_and_read_nobodys_words(world, everybody, judge):
    for name, url in screens(judge.page.routes):
        for actor in STAFF if choice.WHOLE or name.endswith("list") else ("superuser",):
            status, words = read(everybody[actor], url, world)
            assert status < 500, (name, actor, status)
            assert words == set(), (name, actor)
            if name.endswith("_changelist"):
                assert status == 200, (name, actor, status)


def test_one_row_of_each_model_is_shown_without_what_was_written(world, everybody):
    """Not the first row only: the one with the secrets."""
    for model in admin.site._registry:
        rows = model._base_manager.order_by("pk")
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        spoken = model._meta.model_name in SPOKEN
        for found in rows if choice.WHOLE or spoken else rows[:1]:
            url = reverse(name, args=[found.pk])
            assert read(everybody["superuser"], url, world)[1] == set(), (name, found)


def test_nobody_else_gets_in(world, everybody, judge):
    """Whoever is not staff is sent to the sign-in, wherever they point."""
    everybody_else = [one for name, one in everybody.items() if name not in STAFF]
    for number, (name, url) in enumerate(screens(judge.page.routes)):
        asked = everybody_else if choice.WHOLE else [everybody_else[number % len(everybody_else)]]
        for visitor in asked:
            answer = visitor.asks("get", url)
            to_sign_in = answer.status_code == 302 and "login" in answer["Location"]
            assert to_sign_in or name == "admin:logout", (name, visitor.actor, answer.status_code)


def test_no_screen_for_what_people_told_each_other():
    assert {model._meta.model_name for model in admin.site._registry} & UNSEEN == set()
