"""Mails as they arrive at a real server."""

from email.utils import getaddresses

import pytest

from notifications.channels.email import EmailChannel, calendar_method, one_line
from notifications.channels.protocol import Copy
from notifications.errors import ChannelDown, DeliveryError
from tests.notifications.toys import INVITATION, NOW

HEADERS = {
    "content-type", "mime-version", "subject", "from", "to", "auto-submitted", "message-id", "date",
    "x-auto-response-suppress", "x-rcptto",
}  # fmt: skip


def copy(**changes):
    return Copy(**{
        "address": "maya@example.go.id", "name": "Maya Contoh", "date": NOW,
        "message_id": "<1.v1@example.go.id>", "subject": "Parcel", "text": "Come.\n",
        "html": "<p>Come.</p>", **changes,
    })  # fmt: skip


def send(*copies):
    with EmailChannel().line() as line:
        for one in copies:
            line.ready()
            line.send(one)


def test_a_mail_has_text_html_and_the_headers_of_a_machine(smtp):
    send(copy())
    (mail,) = smtp.messages
    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_body(("plain",)).get_content() == "Come.\r\n"
    assert mail.get_body(("html",)).get_content().strip() == "<p>Come.</p>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<1.v1@example.go.id>"
    assert mail["Date"] == "Mon, 30 Mar 2026 00:30:00 +0000"
    assert mail["To"] == "Maya Contoh <maya@example.go.id>"
    assert mail["From"] == "Bimbing <bimbing@example.go.id>"
    assert mail["X-RcptTo"] == "maya@example.go.id"


def test_many_mails_go_over_one_connection(smtp):
    send(*(copy(message_id=f"<{n}.v1@example.go.id>") for n in range(5)))
    assert len(smtp.messages) == 5
    assert smtp.connections == 1


def test_an_invitation_is_a_calendar_part_with_its_method(smtp):
    send(copy(calendar=INVITATION))
    part = next(p for p in smtp.messages[0].walk() if p.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    assert part.get_param("charset") == "utf-8"
    assert part.get_payload(decode=True).decode().splitlines() == INVITATION.splitlines()


def test_a_calendar_without_a_method_is_refused():
    assert calendar_method(INVITATION.replace("REQUEST", "CANCEL")) == "CANCEL"
    with pytest.raises(ValueError, match="METHOD"):
        calendar_method(INVITATION.replace("METHOD:REQUEST\r\n", ""))


BREAKS = [
    "\r\n",
    "\n",
    "\r",
    "\r\n\r\n",
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x0c",
    "\x00",
    "\x1e",
]
SMUGGLED = ["Bcc: all@example.go.id", "X-Evil: 1", "Content-Type: text/html", "To: b@example.go.id"]
NAMES = [
    *(f"Maya{end}{header}" for end in BREAKS for header in SMUGGLED),
    'Maya" <eko@example.go.id>, "', "Maya, Budi <b@example.go.id>", "Maya <eko@example.go.id>",
    "Dr. Maya, S.Kom., M.T.", "Mäya «Contoh» 🎁", "=?utf-8?q?Bcc=3A_x=40example.go.id?=", "\\", '"',
    "Maya;eko@example.go.id", "(Maya) @example.go.id", "\u202emaya", "M" * 300,
    "=?utf-8?b?TWF5YQ0KQmNjOiB4?= =?utf-8?q?=0A?=",
    "=?utf-8?q?Maya=0D=0ABcc:_all=40example.go.id?=", ",", "<>", "a@b.example",
]  # fmt: skip


@pytest.mark.parametrize("field", ["name", "subject"])
def test_nothing_written_by_people_adds_a_header_or_a_recipient(smtp, field):
    send(*(copy(**{field: payload}) for payload in NAMES))
    assert len(smtp.messages) == len(NAMES)
    for mail in smtp.messages:
        assert {name.lower() for name in mail.keys()} == HEADERS  # noqa: SIM118 not a mapping
        assert len(mail.keys()) == len(HEADERS)
        assert mail["X-RcptTo"] == "maya@example.go.id"
        assert [address for _, address in getaddresses([mail["To"]])] == ["maya@example.go.id"]
        assert mail.get_body(("plain",)).get_content() == "Come.\r\n"


@pytest.mark.parametrize(
    "address",
    [
        *(f"maya@example.go.id{end}{header}" for end in BREAKS for header in SMUGGLED),
        "maya@example.go.id, eko@example.go.id", "maya", "<maya@example.go.id>", "maya@", "",
        "maya@example.go.id;eko@example.go.id", "maya @example.go.id", "Maya <maya@example.go.id>",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_one_is_never_tried(smtp, address):
    with pytest.raises(DeliveryError) as refused:
        send(copy(address=address))
    assert refused.value.code == "bad_address"
    assert refused.value.permanent
    assert not smtp.messages


def test_one_line_keeps_words_and_drops_the_rest():
    assert one_line(" Dr.\tMaya\r\n\u200bContoh\u202e \x00") == "Dr. Maya Contoh"


@pytest.mark.parametrize(
    ("answer", "permanent", "line_lost"),
    [("451 later", False, False), ("550 nobody", True, False), ("421 closing", False, True)],
)
def test_a_refused_recipient_is_permanent_or_not_by_its_code(smtp, answer, permanent, line_lost):
    smtp.answers["maya@example.go.id"] = answer
    with pytest.raises(DeliveryError) as refused:
        send(copy())
    assert refused.value.code == f"smtp_{answer[:3]}"
    assert refused.value.text == answer[4:]
    assert (refused.value.permanent, refused.value.line_lost) == (permanent, line_lost)
    assert not refused.value.outcome_unknown


@pytest.mark.parametrize(("mode", "permanent"), [("4xx", False), ("5xx", True)])
def test_a_refused_mail_is_permanent_or_not_by_its_code(smtp, mode, permanent):
    smtp.mode = mode
    with pytest.raises(DeliveryError) as refused:
        send(copy())
    assert refused.value.permanent is permanent
    assert not refused.value.outcome_unknown


def test_a_line_that_breaks_after_data_leaves_the_outcome_unknown(smtp):
    smtp.mode = "vanish"
    with pytest.raises(DeliveryError) as broken:
        send(copy())
    assert broken.value.outcome_unknown
    assert broken.value.line_lost
    assert not broken.value.permanent


def test_after_a_broken_line_a_new_one_is_opened(smtp):
    with EmailChannel().line() as line:
        line.ready()
        smtp.mode = "vanish"
        with pytest.raises(DeliveryError):
            line.send(copy())
        smtp.mode = "ok"
        line.ready()
        line.send(copy())
    assert smtp.connections == 2


def test_a_refused_recipient_does_not_cost_the_connection(smtp):
    smtp.refuse_recipients.add("eko@example.go.id")
    with EmailChannel().line() as line:
        line.ready()
        with pytest.raises(DeliveryError):
            line.send(copy(address="eko@example.go.id"))
        line.send(copy())
    assert (len(smtp.messages), smtp.connections) == (1, 1)


def test_nobody_listening_is_a_channel_that_is_down(no_smtp):
    with EmailChannel().line() as line, pytest.raises(ChannelDown, match="Refused"):
        line.ready()
