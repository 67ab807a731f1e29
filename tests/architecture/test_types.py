"""Every function of the source is typed: mypy, strict."""

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

pytestmark = [pytest.mark.once, pytest.mark.slow]


def test_mypy_is_content():
    done = subprocess.run(
        [sys.executable, "-m", "mypy"], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
