"""A mail that the catcher took over SMTP reads back as it was sent."""

from datetime import UTC, datetime
from smtplib import SMTP

import pytest
from aiosmtpd.controller import Controller

from config.demo import letters
from config.demo.catcher import Catcher
from notifications.channels.email import message
from notifications.channels.protocol import Copy
from tests.servers.ports import free_port

pytestmark = pytest.mark.once

COPY = Copy(
    address="maya.contoh@example.go.id",
    name="Maya Contoh, S.Kom.",
    message_id="<1@example.go.id>",
    date=datetime(2026, 3, 26, 0, 30, tzinfo=UTC),
    subject="Tawaran – menunggu jawaban Anda",
    text="Yth. Maya Contoh,\n\nAda tawaran.",
    html="<p>Ada <b>tawaran</b>.</p>",
    calendar="BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR",
)


@pytest.fixture
def catcher(tmp_path):
    port = free_port()
    controller = Controller(Catcher(tmp_path), hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


def send(port: int, copy: Copy) -> None:
    with SMTP("127.0.0.1", port) as line:
        line.sendmail("bimbing@example.go.id", [copy.address], message(copy).message().as_bytes())


def test_every_part_of_a_mail_is_read_back(catcher, tmp_path):
    send(catcher, COPY)
    letter = letters.caught(tmp_path)[0]
    assert (letter.address, letter.subject) == (COPY.address, COPY.subject)
    assert (letter.sent_at, letter.message_id) == (COPY.date, COPY.message_id)
    assert (letter.text, letter.html) == (COPY.text, COPY.html)
    assert letter.invitation.splitlines() == COPY.calendar.splitlines()


def test_the_newest_mail_stands_first_and_numbers_go_on_after_a_restart(catcher, tmp_path):
    send(catcher, COPY)
    send(catcher, COPY)
    Catcher(tmp_path).keep(COPY.address, message(COPY).message().as_bytes())
    assert [letter.number for letter in letters.caught(tmp_path)] == ["000003", "000002", "000001"]


def test_a_mail_is_found_by_its_number_only(catcher, tmp_path):
    send(catcher, COPY)
    (tmp_path / "secret.eml").write_text("Subject: no\n\n")
    assert letters.find(tmp_path, "000001")
    for number in ("000002", "secret", "../demo", "²"):
        assert letters.find(tmp_path, number) is None
