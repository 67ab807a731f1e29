"""One demo at a time in a folder, and nothing of anybody else's is removed from it."""

import pytest

from config.demo import folder
from config.demo.trouble import Trouble

pytestmark = pytest.mark.once


def test_a_second_demo_in_the_same_folder_is_refused(tmp_path):
    with folder.locked(tmp_path), pytest.raises(Trouble, match=str(tmp_path)):
        folder.locked(tmp_path).__enter__()
    with folder.locked(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match="BIMBING_DATA"):
        folder.locked(tmp_path / "file").__enter__()


def test_the_next_start_finds_the_story_played(tmp_path):
    with folder.locked(tmp_path / "demo") as found:
        assert not found.story_is_played
        found.mark_played()
    with folder.locked(tmp_path / "demo") as found:
        assert found.story_is_played


def test_clearing_removes_what_a_demo_made_and_nothing_else(tmp_path):
    (tmp_path / "bimbing.sqlite3").write_text("somebody's own")
    with folder.locked(tmp_path) as found:
        found.furnish()
        (found.mail / "000001.eml").write_text("")
        for name in ("demo.sqlite3", "demo.sqlite3-wal", "story-played"):
            (tmp_path / name).write_text("")
        assert found.has_data
        found.clear()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bimbing.sqlite3", "lock"]


def test_a_passing_folder_is_new_and_empty():
    found = folder.passing()
    assert list(found.iterdir()) == []
    found.rmdir()
