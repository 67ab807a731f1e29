"""One id goes through a request and its tasks; a line names the route and the uid, never more."""

import logging
import re

import pytest
from celery.signals import task_postrun, task_prerun
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.models import User
from config import tracing
from config.celery import app
from config.tracing import HEADER, RequestLogMiddleware, request_id, trace, traced

GIVEN = "0123456789abcdef0123456789abcdef"
MADE = re.compile(r"[0-9a-f]{32}")


@pytest.mark.parametrize("given", [GIVEN, "3f2504e0-4f89-41d3-9a0c-0305e82c3301"])
def test_a_proxys_id_is_kept(client, given):
    assert client.get("/health/live", headers={HEADER: given})[HEADER] == given


@pytest.mark.parametrize(
    "given",
    ["", "maya.contoh@example.go.id", "199001012015032001", "Maya", GIVEN + "\n", GIVEN + "0"],
)
def test_anything_else_is_replaced(given):
    assert MADE.fullmatch(request_id(given))


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.DEBUG, logger="config.tracing")
    return lambda: [
        (record.levelname, record.facts)
        for record in caplog.records
        if record.name == "config.tracing"
    ]


def test_a_request_leaves_one_line(client, lines):
    client.post("/health/live?name=Maya")
    ((level, facts),) = lines()
    assert level == "DEBUG", "asked every few seconds"
    assert facts["milliseconds"] >= 0
    assert (facts["method"], facts["status"], facts["user"]) == ("POST", 405, None)
    assert facts["route"] in {"health_live", "health/live"}


@pytest.mark.django_db
def test_a_signed_in_person_is_a_uid(client, lines):
    admin = User.objects.create_superuser("citra", "citra@example.go.id", "long enough a word")
    client.force_login(admin)
    client.get(f"/admin/accounts/user/{admin.pk}/change/")
    level, facts = lines()[-1]
    assert (level, facts["status"], facts["user"]) == ("INFO", 200, str(admin.uid))
    assert facts["route"] == "admin:accounts_user_change"


def test_an_address_that_leads_nowhere_is_not_repeated(client, lines, db):
    client.generic("BREW", "/maya-contoh/199001012015032001")
    ((_, facts),) = lines()
    assert (facts["method"], facts["route"], facts["status"]) == ("other", "nowhere", 404)


def test_the_person_is_not_looked_up_for_the_log(django_assert_num_queries, db, lines):
    from django.contrib.auth.middleware import AuthenticationMiddleware  # noqa: PLC0415 here only
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    request = RequestFactory().get("/")
    request.session = SessionStore("an-unknown-session")
    request.resolver_match = None
    inner = AuthenticationMiddleware(lambda _request: HttpResponse())
    with django_assert_num_queries(0):
        RequestLogMiddleware(inner)(request)
    assert lines()[-1][1]["user"] is None


def test_the_id_is_gone_after_the_request(client):
    client.get("/health/live", headers={HEADER: GIVEN})
    assert trace.get() == {}


def test_a_task_carries_the_id_of_the_request_that_caused_it():
    headers = {}
    with traced(request=GIVEN):
        tracing.send_along(headers=headers)
    assert headers == {"request_id": GIVEN}


def test_a_tick_carries_none():
    headers = {}
    tracing.send_along(headers=headers)
    assert headers == {}


@pytest.fixture
def running():
    """Takes a task up as a worker does, with the given headers; lets go of it in the end."""
    app.loader.import_default_modules()
    task = app.tasks["mentoring.tasks.sweep"]

    def take_up(**headers):
        task.push_request(id="t-1", **headers)
        task_prerun.send(sender=task, task_id="t-1", task=task, args=(), kwargs={})
        return trace.get()

    yield take_up
    task_postrun.send(sender=task, task_id="t-1", task=task)
    task.pop_request()
    assert trace.get() == {}


def test_a_worker_takes_the_id_up(running):
    assert running(request_id=GIVEN) == {
        "request": GIVEN,
        "task": "mentoring.tasks.sweep",
        "task_id": "t-1",
    }


def test_a_tick_goes_by_its_own_id(running):
    assert running() == {"task": "mentoring.tasks.sweep", "task_id": "t-1"}


@pytest.mark.once
def test_the_id_travels_through_a_real_broker(real_redis):
    with (
        traced(request=GIVEN),
        app.connection_for_write(real_redis.url) as line,
    ):
        app.send_task("mentoring.tasks.deliver", connection=line, retry=False)
    with app.connection_for_read(real_redis.url) as line:
        message = line.SimpleQueue("bimbing").get(timeout=10)
        message.ack()
    assert message.headers["request_id"] == GIVEN
