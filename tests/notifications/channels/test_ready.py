"""A mail by the ready pattern is the mail that Django would have made of it."""

import re
from email import message_from_bytes, policy

import pytest

from notifications.channels.email import message, plain
from tests.notifications.channels.test_email import BREAKS, NAMES, SMUGGLED, copy
from tests.notifications.toys import INVITATION

BOUNDARY = re.compile(rb"={15}\d{19}==")


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
