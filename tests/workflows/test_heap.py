"""A process that works for long does not look for garbage in what it has loaded."""

import gc
import subprocess
import sys

import pytest

from workflows.heap import undisturbed

LOADED = 50_000


@pytest.mark.parametrize("door", ["wsgi", "asgi"])
def test_what_is_loaded_has_settled_when_the_server_begins(door):
    code = f"import config.{door}, gc; print(gc.get_freeze_count())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(told.stdout) > LOADED


@pytest.mark.parametrize("was_on", [True, False])
def test_after_a_batch_garbage_is_looked_for_as_before(was_on):
    def fail():
        assert not gc.isenabled()
        raise LookupError

    try:
        (gc.enable if was_on else gc.disable)()
        with pytest.raises(LookupError), undisturbed():
            fail()
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
