"""Every role opens every link and sends every form, empty and hostile: nothing breaks or leaks.

No answer is a 5xx, no look changes anything, no link is dead, no refusal is silent, and no page,
form or transition is left out: what nobody has reached is named.
"""

import logging
import os
import random
import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from mentoring.api.views.subject import open_transitions
from mentoring.models import (
    Correction,
    Person,
    Practitioner,
    Programme,
    Relationship,
    Session,
)
from mentoring.permissions.routes import portal, sign_in
from tests.crawl.crawler import Crawler, Found
from tests.crawl.crowd import crowd
from tests.factories.cast import MONDAY
from workflows import now as clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

SEED = int(os.environ.get("CRAWL_SEED", random.randrange(10_000)))
# Pages that this crawl does not come by, and why.
UNREACHED = {"portal/ask_check.html": "stands in the answer to a form, behind no link"}
BEHIND_THE_SCENES = {"support", "superuser"}
OURS = ("accounts", "mentoring")


@pytest.fixture
def everybody(monkeypatch):
    logging.disable()  # thousands of refusals are what is asked for here
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    made = crowd()
    monkeypatch.setattr(clock, "database_time", lambda: made.now)
    yield made
    logging.disable(logging.NOTSET)


@pytest.fixture
def crawled(everybody):
    """What these actors have come past, starting from these addresses."""

    def crawl(actors, typed, *, within="/"):
        found = Found()
        uids = [
            uid
            for model in (Person, Practitioner, Programme, Relationship, Session)
            for uid in model.objects.order_by("pk").values_list("uid", flat=True)[:4]
        ]
        for actor in actors:
            user = everybody.world.actors[actor]
            chance = random.Random(f"{SEED} {actor}")
            Crawler(actor, user, uids, found, chance).crawl(typed, within=within)
        return found

    return crawl


def test_every_role_in_the_portal(everybody, crawled):
    actors = sorted(everybody.world.actors.keys() - BEHIND_THE_SCENES)
    typed = [url for name, url in plain(portal, sign_in)] + everybody.letters
    found = crawled(actors, typed)
    assert found.faults == [], told(found.faults)
    assert [*unreached(found, portal, sign_in), *unsent(found)] == []


def plain(*parts):
    """Every address of these parts of the product that stands for itself."""
    for part in parts:
        for name in part.ROUTES:
            try:
                yield name, reverse(name)
            except NoReverseMatch:
                continue


def unreached(found, *parts):
    """Pages nobody has opened and addresses nobody has sent anything to."""
    answered = found.pages | {name for name, _ in found.sent} | set(UNREACHED)
    return [
        f"Nobody has reached {name}: let somebody in tests/crawl/crowd.py stand before it."
        for part in parts
        for name in part.ROUTES
        if name not in answered
    ]


def unsent(found):
    """Forms that stand in a template or in a machine, and were sent by nobody."""
    for model in (Relationship, Session, Correction):
        for declared in open_transitions(model):
            if (f"portal:{model.kind}_step", declared.name) not in found.sent:
                yield f"Nobody was shown the form of {declared.name} of a {model.kind}."
    sent_to = {name for name, _ in found.sent}
    for name, text in templates():
        if "<form" in text and name not in {*found.templates, *UNREACHED}:
            yield f"Nobody has opened a page with the form of {name}."
        for action in re.findall(r"<form[^>]*action=\"{% url '([\w:]+)'", text):
            if action not in sent_to:
                yield f"The form of {name} for {action} was sent by nobody."


def templates():
    for label in OURS:
        root = Path(apps.get_app_config(label).path) / "templates"
        for path in root.rglob("*.html"):
            yield str(path.relative_to(root)), path.read_text(encoding="utf-8")


def told(faults):
    found = defaultdict(set)
    for where, what, who in faults:
        found[where, what].add(who)
    lines = [f"{where} {what}: {', '.join(sorted(who))}" for (where, what), who in found.items()]
    return "\n".join([f"CRAWL_SEED={SEED}", *sorted(lines)])
