"""Every page and list: at most 15 statements, no more for 30 rows than for one, at most 100 kB."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import confirming
from accounts.clock import now
from config.addresses import served
from mentoring import permissions
from mentoring.permissions.routes import api, portal, sign_in
from mentoring.vocabulary import AppointedRole
from tests.budgets.growth import scene
from tests.budgets.pages import HEAVY, LISTS, TAKING, urls
from tests.crawl.markup import Page
from tests.factories import person as people
from tests.factories.cast import MONDAY, cast
from workflows import now as clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

STATEMENTS, BYTES = 15, 100_000
SIZES = (1, 3, 30)
SHOWN = {200, 409}
VISITORS = 2


def pages():
    """Every address that shows something, but for the support screens and the probes."""
    return {**portal.ROUTES, **sign_in.ROUTES, **api.ROUTES}


@pytest.fixture
def monday(monkeypatch):
    """That Monday; asking the time costs its statement all the same. No visit is noted twice."""
    real, begun = clock.database_time, clock.process_time()
    monkeypatch.setattr(clock, "database_time", lambda: (real(), MONDAY)[1])
    monkeypatch.setattr(clock, "process_time", lambda: begun)


@pytest.fixture
def visitors(monday, db):
    here = scene(cast())
    crew = here.cast
    found = {}
    cast_of = {
        name: getattr(crew, name) for name in ("citra", "budi", "maya", "rina", "sari", "hadi")
    }
    counselling = here.own.served
    cast_of |= {"dewi": counselling.dewi, "lestari": counselling.lestari, "wulan": here.asked.wulan}
    people.appointment(crew.eko, AppointedRole.AUDITOR)
    TOTP.activate(crew.eko.user, generate_totp_secret())
    cast_of |= {"eko": crew.eko, "galih": here.glasses.held.galih}
    for name, who in cast_of.items():
        found[name] = Client()
        found[name].force_login(getattr(who, "person", who).user)
        session = found[name].session
        confirming.note(session, now=now())
        session.save()
        found[name].get("/")  # the first request of a session is noted
    return here, {**found, "nobody": Client()}


def test_every_page_is_known():
    there = {name for name in pages() if name in served()}
    silent = [
        f"tests/budgets/pages.py says nothing of {name}: say which rows it lists."
        for name in sorted(there - LISTS.keys() - TAKING)
    ]
    assert silent == []
    assert (LISTS.keys() | TAKING) - there == set(), "tests/budgets/pages.py names pages that went"


def test_statements_do_not_grow_with_rows_and_pages_are_light(visitors):
    here, clients = visitors
    costs, heavy, known = {}, {}, {}
    for size in SIZES:
        here.grow(size)
        for name, url, who, answer, statements in opened(here, clients, known):
            costs.setdefault((name, url, who), []).append(statements)
            heavy[name] = max(heavy.get(name, 0), weight(answer))
        known = known or dearest(costs)
    assert scarce() == set(), "tests/budgets/ makes too few of these"
    assert LISTS.keys() - {name for name, _, _ in costs} - {"api:nowhere"} == set(), "unseen"
    assert {key: found for key, found in costs.items() if max(found) > found[0]} == {}
    assert {key: found for key, found in costs.items() if max(found) > STATEMENTS} == {}
    assert {name: size for name, size in heavy.items() if size > BYTES and name not in HEAVY} == {}


def scarce():
    """What pages list and there are fewer of than the largest size."""
    listed = {model for models in LISTS.values() for model in models}
    return {model.__name__ for model in listed if model.objects.count() < max(SIZES)}


def dearest(costs):
    """Of each page the visitor for whom it costs most: they look again when there is more."""
    seen = {}
    for (_, url, who), found in costs.items():
        seen[url] = max(seen.get(url, (0, "")), (found[0], who))
    return {url: [who] for url, (_, who) in seen.items()}


def opened(here, clients, known):
    """What the first two who may are shown, and the statements it took; `known` look again."""
    patterns = served()
    for name in LISTS:
        arguments = set(patterns[name].pattern.converters)
        for url in urls(name, permissions.ROUTES[name].resource, arguments, here):
            shown = 0
            for who in known.get(url, clients):
                connection.queries_log.clear()  # it is as long as all pages together, at most
                with CaptureQueriesContext(connection) as queries:
                    answer = clients[who].get(url)
                if answer.status_code in SHOWN:
                    shown += 1
                    yield name, url, who, answer, len(queries)
                if shown == VISITORS:
                    break


def weight(answer):
    """The page and everything it is made of but images, as sent where nothing is compressed."""
    total = len(answer.getvalue())
    if answer["Content-Type"].startswith("text/html"):
        for part in Page(answer.content.decode()).parts:
            path = urlsplit(part).path
            if path.startswith("/static/") and path.endswith((".css", ".js")):
                total += Path(finders.find(path.removeprefix("/static/"))).stat().st_size
    return total
