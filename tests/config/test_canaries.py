"""A whole story with trouble in it, and afterwards nobody of it stands in any log."""

import http.client
import io
import json
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts import tokens
from accounts.models import ApiToken, User
from config.logging import JsonLines, WithoutOthersWords
from mentoring.models import Note, Person, Session
from notifications.models import Delivery
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import AIM, TERMS, relationship
from tests.factories.session import session
from tests.servers.ports import free_port, wait_until
from workflows import engine
from workflows import now as clock
from workflows.models import EngineState

pytestmark = pytest.mark.slow

NOTE = "KENARI: dalam sesi ini kami berbicara tentang hal yang rahasia"
REFLECTION = "KENARI: yang saya bawa pulang"
AFTER = MONDAY + timedelta(days=8)


@contextmanager
def overheard() -> Iterator[io.StringIO]:
    """What this process logs, written as the servers write it."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(JsonLines())
    handler.addFilter(WithoutOthersWords())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def live_through(crew) -> Session:
    """Asked, offered, agreed, met, noted and closed; the session they met in."""
    pair = relationship(crew, "active", now=MONDAY)
    held = session(pair, "held", now=MONDAY)
    budi, maya = crew.budi.person.user, crew.maya.user
    engine.perform(held, "file_note", by=budi, now=AFTER, data={"kind": "shared", "body": NOTE})
    closing = engine.perform(
        pair, "start_closing", by=maya, now=AFTER, data={"reason": "goals_met"}
    )
    for who in (maya, budi):
        closing = engine.perform(
            closing, "reflect", by=who, now=AFTER, data={"reflection": REFLECTION}
        )
    assert closing.state == "closed"
    assert Note.objects.get().body == NOTE
    return held


class Visitor:
    """Asks a server over a real line, signed in as somebody."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        line.request(method, path, body, {"Cookie": self.cookie, **form, **headers})
        status = line.getresponse().status
        line.close()
        return status


def trouble(web: Visitor, person: Person) -> None:
    """Every way to get a name, a number or a text into the server's mouth."""
    web.ask("GET", f"/admin/mentoring/person/?q={person.nip}")
    web.ask("GET", f"/nowhere/{person.user.username}/{person.nip}")
    web.ask("GET", "/health/live", Host=f"{person.user.username}.example.go.id")
    web.ask("POST", "/health/live", body=f"name={person.name.replace(' ', '+')}")
    web.ask("POST", "/admin/login/", body=f"username={person.user.username}&password={NOTE[:6]}")
    web.ask("BREW", f"/{person.user.username}", **{"X-Request-ID": person.user.email})
    web.ask("GET", "/health/live", **{"X Bad": person.user.username})


def file_by_api(web: Visitor, held: Session, user: User) -> None:
    """The same note once as it should be, once wrong; the token is a secret too."""
    life, now = timedelta(days=1), clock.process_time()
    secret = tokens.issue(user, name="KENARI", scope=ApiToken.Scope.WRITE, life=life, now=now)[1]
    path = f"/api/v1/sessions/{held.uid}/transitions/file_note/"
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    for kind, status in (("shared", 200), (NOTE, 400)):
        body = json.dumps({"kind": kind, "body": NOTE})
        assert web.ask("POST", path, body, **headers) == status
    assert web.ask("GET", f"/api/v1/sessions/?q={secret}", **headers) < 500
    assert Note.objects.filter(body=NOTE).count() == 2


def signed_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def canaries() -> set[str]:
    people = Person.objects.select_related("user")
    personal = [(p.name, p.nip, p.user.email, p.user.username) for p in people]
    return {AIM, TERMS["goals"], NOTE, REFLECTION, "KENARI", *sum(personal, ())} - {""}


def test_nobody_of_a_story_stands_in_a_log(shared_database, real_redis, smtp_server, tmp_path):
    with overheard() as heard:
        crew = cast()
        held = live_through(crew)
    citra = User.objects.create_superuser("admin-kenari", "admin-kenari@example.go.id", "x" * 20)
    cookie = signed_in(citra)
    clock.set_offset(round((AFTER + timedelta(days=30) - clock.database_time()).total_seconds()))
    port = free_port()
    (tmp_path / "static").mkdir()
    shared_database.extra = {
        "REDIS_URL": real_redis.url,
        "BIMBING_DATA": str(tmp_path),
        "EMAIL_HOST": smtp_server.host,
        "EMAIL_PORT": str(smtp_server.port),
        "LOG_FORMAT": "json",
        "PORT": str(port),
    }
    smtp_server.refuse_recipients = {crew.budi.person.user.email}
    smtp_server.mode = "4xx"
    logs = {name: tmp_path / f"{name}.log" for name in ("web", "worker", "beat", "engine")}

    shared_database.spawn(
        "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi", log=logs["web"]
    )
    visitor = Visitor(port, cookie)
    wait_until(lambda: answers(visitor), "the web server")
    for person in Person.objects.select_related("user"):
        trouble(visitor, person)
    file_by_api(visitor, held, crew.budi.person.user)

    shared_database.start("run_engine", "--every=0.1", log=logs["engine"])
    wait_until(Delivery.objects.exclude(error_code="").exists, "a refused mail")
    celery = ("-m", "celery", "-A", "config.celery")
    worker = shared_database.spawn(
        *celery, "worker", "--concurrency=1", "--without-gossip", "--without-mingle",
        log=logs["worker"],
    )  # fmt: skip
    shared_database.spawn(*celery, "beat", log=logs["beat"])
    EngineState.objects.update(last_sweep_at=None)
    wait_until(EngineState.objects.exclude(last_sweep_at=None).exists, "a tick")

    with connection.cursor() as cursor:  # from here on everything that is asked for fails
        cursor.execute("ALTER TABLE notifications_delivery RENAME TO gone")
    for name in ("engine", "worker"):
        wait_until(lambda name=name: "notifications_delivery" in logs[name].read_text(), name)
    visitor.ask("GET", "/metrics")
    assert visitor.ask("GET", "/admin/notifications/delivery/") == 500
    worker.send_signal(signal.SIGTERM)

    texts = {name: path.read_text() for name, path in logs.items()} | {"here": heard.getvalue()}
    assert '"error"' in texts["web"]
    assert '"status": 404' in texts["web"]
    assert str(citra.uid) in texts["web"]
    assert all(json.loads(line) for line in texts["web"].splitlines())
    leaks = {
        (name, canary)
        for name, text in texts.items()
        for canary in canaries() | {citra.username}
        if canary.lower() in text.lower()
    }
    assert leaks == set()


def answers(visitor: Visitor) -> bool:
    try:
        return visitor.ask("GET", "/health/live") == 200
    except OSError:
        return False
