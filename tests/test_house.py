"""The strictness of the test-suite itself: what must fail here does fail."""

import contextlib
import smtplib
import socket
import warnings
from urllib.request import urlopen

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.template import engines

from accounts.models import User
from tests.moments import at
from tests.servers.databases import SharedDatabase


def test_a_moment_is_read_in_its_zone():
    assert at("2026-03-17 10:00", "Asia/Jakarta").isoformat() == "2026-03-17T03:00:00+00:00"
    assert at("2026-03-17 10:00", "Asia/Jayapura").isoformat() == "2026-03-17T01:00:00+00:00"


def test_a_warning_is_an_error():
    with pytest.raises(UserWarning):
        warnings.warn("careless", stacklevel=1)


def test_an_undefined_template_variable_fails():
    with pytest.raises(pytest.fail.Exception):
        engines["django"].from_string("{{ nobody_set_this }}").render({})


@pytest.mark.parametrize("address", ["http://192.0.2.1/", "http://example.com/"])
def test_the_network_is_out_of_reach(address):
    with pytest.raises(AssertionError, match="a test tried"):
        urlopen(address)


def test_loopback_is_in_reach():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.django_db
def test_unordered_rows_come_shuffled():
    for number in range(20):
        User.objects.create_user(f"user{number}")
    orders = {tuple(User.objects.values_list("pk", flat=True)) for _ in range(5)}
    assert len(orders) > 1
    assert list(User.objects.order_by("pk")) == sorted(User.objects.all(), key=lambda u: u.pk)


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for():
    assert connection.vendor == settings.TEST_DATABASE


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_postgresql_is_a_real_server(postgresql_url):
    with psycopg.connect(postgresql_url) as other:
        assert other.info.server_version >= 150000


@pytest.mark.django_db(transaction=True)
def test_on_commit_runs_when_a_transaction_really_commits():
    seen = []
    with transaction.atomic():
        transaction.on_commit(lambda: seen.append("committed"))
        assert seen == []
    assert seen == ["committed"]


def test_a_child_process_shares_the_shared_database(shared_database: SharedDatabase):
    User.objects.create_user("maya")
    count = "from accounts.models import User; print(User.objects.count())"
    assert shared_database.run("shell", "--no-imports", "-c", count).stdout.strip() == "1"


def test_shared_databases_begin_empty(shared_database: SharedDatabase):
    assert not User.objects.exists()


@pytest.mark.e2e
@pytest.mark.slow
def test_a_browser_reaches_the_live_server(live_server, page):
    page.goto(f"{live_server.url}/health/live")
    assert '"live": true' in page.content()


@pytest.mark.once
def test_redis_is_a_real_server_that_can_go_away(real_redis):
    with real_redis.client() as client:
        client.set("a", 1)
        real_redis.flush()
        assert client.get("a") is None


@pytest.mark.once
@pytest.mark.parametrize(
    ("mode", "kept", "error"),
    [
        ("ok", 1, None),
        ("4xx", 0, smtplib.SMTPDataError),
        ("5xx", 0, smtplib.SMTPDataError),
        ("vanish", 1, smtplib.SMTPServerDisconnected),
    ],
)
def test_smtp_is_a_real_conversation(smtp_server, mode, kept, error):
    smtp_server.mode = mode
    with contextlib.ExitStack() as expected:
        if error:
            expected.enter_context(pytest.raises(error))
        with smtplib.SMTP(smtp_server.host, smtp_server.port) as line:
            line.sendmail("a@example.go.id", ["b@example.go.id"], "Subject: hello\r\n\r\nhello")
    assert len(smtp_server.to("b@example.go.id")) == kept
