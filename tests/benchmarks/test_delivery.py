"""Mails from rows to a server that says yes, by two senders; beside smtplib with ready bytes."""

import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from notifications.channels.email import message
from notifications.channels.protocol import Copy
from notifications.delivery import deliver_due
from notifications.models import Delivery, Notice
from tests.benchmarks.measuring import seconds_of
from tests.factories.cast import MONDAY
from tests.servers.ports import free_port
from workflows.sweep import ring_due

pytestmark = [pytest.mark.benchmark, pytest.mark.postgresql]

PEOPLE, COPIES = 200, 9
ROUNDS, PIECES = 4, 400
NOW = MONDAY + timedelta(days=8)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def sink(settings) -> Iterator[int]:
    """The port; Django's mail settings point there."""
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.sink", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield port
        process.terminate()


def ready_bytes() -> tuple[str, bytes]:
    """A mail that has just left, as it went over the line."""
    sent = Delivery.objects.filter(state="sent").select_related("notice__recipient").first()
    to = sent.notice.recipient
    copy = Copy(
        to.email, to.display_name, sent.message_id, sent.rendered_at, sent.subject, sent.text,
        sent.html,
    )  # fmt: skip
    return to.email, message(copy).message().as_bytes(linesep="\r\n")


def sender(pieces: int) -> Callable[[int], int]:
    def send(_number: int) -> int:
        done = 0
        while done < pieces // 2 and (some := deliver_due(LATER)):
            done += some
        return done

    return send


def test_mails_of_their_own(crowd, report, sink, two_threads):
    pool, pids = two_threads
    crowd(PEOPLE).copy(COPIES)
    while ring_due(NOW):
        pass
    assert Delivery.objects.due(LATER).count() == PEOPLE * (COPIES + 1)
    assert Notice.objects.exclude(deliveries__manner=1).count() == 0
    assert sum(pool.map(sender(200), range(2))) == 200
    address, content = ready_bytes()
    engine = report("delivery", "engine", elsewhere=lambda: sum(map(seconds_of, pids)))
    limit = report("delivery", "limit", elsewhere=lambda: 0.0)
    clock = report("delivery, by the clock", "engine", by_clock=True, elsewhere=lambda: 0.0)
    bare = report("delivery, by the clock", "limit", by_clock=True, elsewhere=lambda: 0.0)
    line = smtplib.SMTP("127.0.0.1", sink)
    for _ in range(ROUNDS):
        with engine.measure(PIECES), clock.measure(PIECES):
            assert sum(pool.map(sender(PIECES), range(2))) == PIECES
        with limit.measure(PIECES), bare.measure(PIECES):
            for _mail in range(PIECES):
                line.sendmail("bimbing@example.go.id", [address], content)
    line.quit()
    assert Delivery.objects.filter(state="sent").count() == ROUNDS * PIECES + 200
