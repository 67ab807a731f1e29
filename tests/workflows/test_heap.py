"""A process that works for long does not look for garbage in what it has loaded."""

import subprocess
import sys

import pytest

LOADED = 50_000


@pytest.mark.parametrize("door", ["wsgi", "asgi"])
def test_what_is_loaded_has_settled_when_the_server_begins(door):
    code = f"import config.{door}, gc; print(gc.get_freeze_count())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(told.stdout) > LOADED
