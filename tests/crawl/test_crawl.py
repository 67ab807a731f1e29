"""Every role opens every link and sends every form, empty and hostile: nothing breaks or leaks.

No answer is a 5xx, no look changes anything, no link is dead, no refusal is silent, and no page,
form or transition is left out: what nobody has reached is named.
"""

import logging
import os
import random
import re
from collections import defaultdict
from contextlib import suppress
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from mentoring.api.views.subject import open_transitions
from mentoring.models import (
    Correction,
    Matter,
    Person,
    Practitioner,
    Programme,
    Relationship,
    Session,
)
from mentoring.permissions.routes import portal, sign_in, support
from tests.crawl.browser import Found
from tests.crawl.crawler import Crawler
from tests.crawl.crowd import crowd
from tests.crawl.tables import digests
from tests.factories.cast import MONDAY
from workflows import now as clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

SEED = int(os.environ.get("CRAWL_SEED", random.randrange(10_000)))
STAFF = ["support", "superuser"]
# Between the password and being signed in; tests/accounts/test_second_factor.py goes there.
BETWEEN = ("account_second_step", "accounts/second_step.html")
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

    def crawl(actors, typed, letters=()):
        found = Found()
        uids = [
            uid
            for model in (Person, Practitioner, Programme, Relationship, Session)
            for uid in model.objects.order_by("pk").values_list("uid", flat=True)[:4]
        ]
        crawlers = [
            Crawler(
                actor,
                everybody.world.actors[actor],
                uids,
                found,
                random.Random(f"{SEED} {actor}"),
            )
            for actor in actors
        ]
        found.before = digests()
        for crawler in crawlers:
            crawler.crawl(typed, letters)
        assert found.faults == [], told(found.faults)
        assert digests() == found.before
        return found

    return crawl


def test_every_role_in_the_portal(everybody, crawled):
    actors = sorted(everybody.world.actors.keys() - set(STAFF))
    found = crawled(actors, plain(portal, sign_in), everybody.letters)
    missing = [*unreached(found, portal, sign_in), *unsent(found)]
    assert [one for one in missing if not any(name in one for name in BETWEEN)] == []


@pytest.mark.ignore_template_errors  # Django's own templates ask for what is not there
def test_staff_behind_the_scenes(crawled):
    found = crawled(STAFF, plain(support))
    assert {name for name in support.ROUTES if name.endswith("_changelist")} <= found.pages


def plain(*parts):
    """Every address of these parts of the product that stands for itself."""
    found = []
    for name in chain.from_iterable(part.ROUTES for part in parts):
        with suppress(NoReverseMatch):
            found.append(reverse(name))
    return found


def unreached(found, *parts):
    """Pages nobody has opened and addresses nobody has sent anything to."""
    answered = found.pages | {name for name, _ in found.sent}
    return [
        f"Nobody has reached {name}: let somebody in tests/crawl/crowd.py stand before it."
        for name in chain.from_iterable(part.ROUTES for part in parts)
        if name not in answered
    ]


def unsent(found):
    """Forms that stand in a template or in a machine, and were sent by nobody."""
    for model in (Relationship, Session, Correction, Matter):
        for declared in open_transitions(model):
            if (f"portal:{model.kind}_step", declared.name) not in found.sent:
                yield f"Nobody was shown the form of {declared.name} of a {model.kind}."
    sent_to = {name for name, _ in found.sent}
    for name, text in templates():
        if "<form" in text and name not in found.templates:
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
