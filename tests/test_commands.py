"""The commands a person types first say what they do and refuse what they do not know."""

import re
import subprocess

import pytest

from tests.architecture.source import ROOT

pytestmark = pytest.mark.once


def say(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_make_alone_lists_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    assert set(re.findall(r"^  make (\S+)", say("make").stdout, re.MULTILINE)) == targets


def test_bootstrap_names_the_sets_it_knows():
    done = say("scripts/bootstrap", "everything")
    assert done.returncode == 1
    assert "run, demo or dev" in done.stderr


def test_requirements_are_pinned_and_hashed_without_addresses():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        pins = re.findall(r"^(\S+)==(\S+).*\\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[a-z0-9]\S*", text, re.MULTILINE)), path.name
        assert "http" not in text
