"""A mail by the ready pattern is the mail that Django would have made of it."""

import re
from email import message_from_bytes, policy

import pytest
from django.utils.html import escape

from notifications.channels.email import message, plain
from tests.notifications.channels.test_email import BREAKS, NAMES, SMUGGLED, copy
from tests.notifications.toys import INVITATION

PNG = bytes(range(256))
CID = f"{'a' * 32}.logo@example.go.id"
SHOWN = f'<img alt="" src="cid:{CID}">'
BOUNDARY = re.compile(rb"={15}\d{19}==")


def one_picture(digest):
    return PNG if digest == "a" * 32 else None


@pytest.fixture
def pictures(settings):
    settings.NOTIFICATIONS_PICTURES = f"{__name__}.one_picture"


def by_django(one):
    return message(one).message().as_bytes(linesep="\r\n")


def alike(content):
    return BOUNDARY.sub(b"boundary", content)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"text": "No end of line", "html": ""},
        {"text": "Two\r\nkinds\rof\n\nline ends\n\n", "html": "<p>\x0bOdd</p>"},
        {"text": ".\n.dots\n--boundary\nFrom me\n"},
        {"name": ""},
        {"name": "Dr. Maya, S.Kom., M.T."},
        {"name": 'Maya "May" \\ Contoh'},
        {"subject": "S" * 67},
        {"subject": ""},
    ],
)
def test_byte_for_byte_but_for_the_boundary(changes):
    one = copy(**changes)
    content = plain(one)
    assert content is not None
    assert alike(content) == alike(by_django(one))
    assert len(set(BOUNDARY.findall(content))) == 1


@pytest.mark.parametrize("changes", [{}, {"text": "ä", "html": f"<p>ä</p>{SHOWN}"}])
def test_a_mail_with_a_picture_too(pictures, changes):
    one = copy(**{"html": f"{SHOWN}<p>Come.</p>", **changes})
    content = plain(one)
    assert len(set(BOUNDARY.findall(content))) == 2
    ours = message_from_bytes(content, policy=policy.default)
    django = message_from_bytes(by_django(one), policy=policy.default)
    assert ours.items()[1:] == django.items()[1:]
    assert [part.get_content_type() for part in ours.walk()] == [
        "multipart/related", "multipart/alternative", "text/plain", "text/html", "image/png",
    ]  # fmt: skip
    for part, other in zip(ours.walk(), django.walk(), strict=True):
        if not part.is_multipart():
            assert part["Content-Type"] == other["Content-Type"]
            assert strip(part.get_content()) == strip(other.get_content())
    image = list(ours.walk())[-1]
    assert (image["Content-ID"], image.get_content()) == (f"<{CID}>", PNG)
    if not changes:
        assert alike(content) == alike(by_django(one))


def strip(said):
    return said if isinstance(said, bytes) else said.split()


def test_a_picture_that_was_taken_back_is_left_out(pictures):
    one = copy(html=SHOWN.replace("a" * 32, "b" * 32))
    assert alike(plain(one)) == alike(by_django(one))
    assert b"image/png" not in plain(one)


def test_what_people_write_shows_no_picture(pictures):
    written = f"<p>{escape(SHOWN)}</p>"
    assert b"image/png" not in plain(copy(html=written))


@pytest.mark.parametrize("text", ["Selamat pagi — «Maya» 🎁\nDatang.\n", "x" * 5000, "ä"])
def test_what_a_plain_line_cannot_carry_goes_in_base64_and_says_the_same(text):
    one = copy(text=text, html=f"<p>{text}</p>")
    content = plain(one)
    assert content is not None
    assert content.isascii()
    assert max(map(len, content.splitlines())) <= 78
    ours = message_from_bytes(content, policy=policy.default)
    django = message_from_bytes(by_django(one), policy=policy.default)
    assert ours.items()[1:] == django.items()[1:]
    parts = list(zip(ours.iter_parts(), django.iter_parts(), strict=True))
    assert len(parts) == 2
    for part, other in parts:
        assert part["Content-Type"] == other["Content-Type"]
        said, theirs = part.get_content().splitlines(), other.get_content().splitlines()
        assert [line for line in said if line] == [line for line in theirs if line]


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Permohonan — Anda"},
        {"subject": "S" * 68},
        {"calendar": INVITATION},
        {"name": "Mäya Contoh"},
        {"name": "M" * 60},
        {"address": "maya@bücher.example"},
        {"message_id": "<1.v1@example.go.id>\r\nBcc: all@example.go.id"},
        {"message_id": "<1.v1@example.go.id>\nX: 1"},
    ],
)
def test_what_needs_more_than_one_plain_line_is_left_to_django(changes):
    assert plain(copy(**changes)) is None


@pytest.mark.parametrize("field", ["name", "subject"])
def test_nothing_written_by_people_becomes_a_header(field):
    texts = [*NAMES, *(f"a{end}{header}" for end in BREAKS for header in SMUGGLED)]
    ready = [plain(copy(**{field: text})) for text in texts]
    for content in filter(None, ready):
        mail = message_from_bytes(content, policy=policy.default)
        assert [name for name, _value in mail.items()] == [
            "Content-Type", "MIME-Version", "Subject", "From", "To", "Auto-Submitted",
            "X-Auto-Response-Suppress", "Message-ID", "Date",
        ]  # fmt: skip
        assert [each.addr_spec for each in mail["To"].addresses] == ["maya@example.go.id"]
    assert sum(content is not None for content in ready) > len(texts) // 2
