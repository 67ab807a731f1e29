"""How the source looks: ruff's verdict, file names, lengths, docstrings, reasons for exceptions."""

import ast
import re
import subprocess
import sys

import pytest

from tests.architecture.source import PACKAGES, ROOT, modules, name

pytestmark = pytest.mark.once

FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base"}
ALLOWED = {"config/settings/base.py", "notifications/channels/base.py"}
TREES = [*PACKAGES, "tests", "scripts", "manage.py"]


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]])
def test_ruff_is_content(command):
    ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", "--quiet", *TREES]
    done = subprocess.run(ruff, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


def test_no_file_is_named_for_nothing():
    nameless = {name(path) for path in modules() if path.stem in FORBIDDEN_NAMES}
    assert nameless - ALLOWED == set()


def test_files_stay_short():
    limits = [(path, 300) for path in modules()] + [(path, 500) for path in modules("tests")]
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path, _ in limits}
    assert {
        name(path): lengths[name(path)] for path, most in limits if lengths[name(path)] > most
    } == {}


def test_every_file_says_its_idea():
    silent = [
        name(path)
        for path in [*modules(), *modules("tests")]
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_exceptions_to_the_rules_carry_a_reason():
    bare = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])\s*$")
    assert [
        f"{name(path)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ] == []


def test_function_length_stays_in_budget():
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[len(lengths) * 9 // 10] <= 22
    assert sum(length > 50 for length in lengths) <= len(lengths) // 100


def test_late_imports_stay_few():
    late = [
        name(path) for path in modules() for _ in re.findall("PLC0415", path.read_text("utf-8"))
    ]
    assert len(late) <= 10, late
