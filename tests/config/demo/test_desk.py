"""The desk between page and processes: wishes are taken once, lines are read back newest first."""

from pathlib import Path

import pytest

from config.demo.desk import HARMS, NEWEST, PLAYS, Desk, Wish

pytestmark = pytest.mark.once


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk")


def test_a_wish_is_taken_once_however_often_it_was_made(desk):
    desk.ask(Wish.KILL)
    desk.ask(Wish.KILL)
    assert desk.waits(Wish.KILL)
    assert list(desk.take(HARMS)) == [Wish.KILL]
    assert list(desk.take(HARMS)) == []


def test_everybody_takes_only_what_is_theirs(desk):
    desk.ask(Wish.FLUSH)
    desk.ask(Wish.DAY)
    assert list(desk.take(PLAYS)) == [Wish.DAY]
    assert desk.waits(Wish.FLUSH)


def test_the_newest_line_stands_first_and_old_ones_are_left_out(desk):
    assert desk.said() == []
    for pid in range(NEWEST + 3):
        desk.say("killed", pid=pid)
    said = desk.said()
    assert [line["pid"] for line in said] == list(range(NEWEST + 2, 2, -1))


def test_a_line_still_being_written_is_not_read(desk):
    desk.say("killed", pid=1)
    with (desk.folder / "log.jsonl").open("a") as log:
        log.write('{"kind": "ki')
    assert [line["pid"] for line in desk.said()] == [1]


def test_what_is_going_on_is_told_until_it_ends(desk):
    assert desk.doing() is None
    desk.begin(Wish.DAY, reached="2026-03-25T02:00:00+00:00")
    assert desk.doing() == {"wish": "day", "reached": "2026-03-25T02:00:00+00:00"}
    desk.end()
    assert desk.doing() is None


def test_after_a_restart_nothing_old_is_fulfilled(desk):
    desk.ask(Wish.STORY)
    desk.begin(Wish.STORY)
    desk.sit_down()
    desk.clear_table()
    assert (desk.waits(Wish.STORY), desk.doing(), desk.is_taken) == (False, None, False)
