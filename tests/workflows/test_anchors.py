"""What is written down outside: signed, chained, whole or not there at all."""

from datetime import timedelta

import pytest

from tests.moments import at
from workflows import anchors
from workflows.anchors import Head, Unsound

NOON = at("2026-11-02 12:00", "Asia/Jakarta")
KEY = ("a", b"an anchor key of the tests, and long enough")
PUBLIC = {"a": anchors.public_key(KEY[1])}
HEADS = [Head(anchors.chain_of("parcel", n), n + 1, f"{n:064x}") for n in range(3)]


@pytest.fixture
def three(tmp_path):
    previous = ""
    for number in (1, 2, 3):
        path = anchors.write(
            tmp_path,
            number,
            [Head(head.chain, head.number + number, head.mac) for head in HEADS[: 4 - number]],
            previous=previous,
            at=NOON + timedelta(days=number),
            key=KEY,
        )
        previous = anchors.read(path, PUBLIC).digest
    return tmp_path


def test_what_was_written_is_read_again(three):
    found, wrong = anchors.read_all(three, PUBLIC)
    assert wrong == []
    assert [(anchor.number, anchor.at - NOON, len(anchor.heads)) for anchor in found] == [
        (1, timedelta(days=1), 3),
        (2, timedelta(days=2), 2),
        (3, timedelta(days=3), 1),
    ]
    latest = anchors.latest(found)
    assert [latest[head.chain].number - head.number for head in HEADS] == [3, 2, 1]


def test_no_byte_can_be_changed(three):
    path = three / "anchor-000002.jsonl"
    whole = path.read_bytes()
    for place in range(0, len(whole) - 1, 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        _found, wrong = anchors.read_all(three, PUBLIC)
        assert wrong, place


@pytest.mark.parametrize("number", [1, 2])
def test_a_file_taken_away_is_missed(three, number):
    (three / f"anchor-{number:06}.jsonl").unlink()
    _found, wrong = anchors.read_all(three, PUBLIC)
    assert wrong


def test_a_file_under_another_name_is_refused(three):
    (three / "anchor-000003.jsonl").rename(three / "anchor-000004.jsonl")
    with pytest.raises(Unsound, match="not what it says"):
        anchors.read(three / "anchor-000004.jsonl", PUBLIC)


def test_another_key_signs_nothing(three):
    foreign = {"a": anchors.public_key(b"somebody else's")}
    found, wrong = anchors.read_all(three, foreign)
    assert found == []
    assert len(wrong) == 3


def test_a_file_is_never_written_over(three):
    before = (three / "anchor-000001.jsonl").read_bytes()
    with pytest.raises(FileExistsError):
        anchors.write(three, 1, [], previous="", at=NOON, key=KEY)
    assert (three / "anchor-000001.jsonl").read_bytes() == before
    assert not list(three.glob("*.part"))


def test_a_file_names_no_subject(three):
    assert "parcel" not in (three / "anchor-000001.jsonl").read_text()
