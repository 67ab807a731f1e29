"""What is written down matches what is there: settings, decisions, dependencies."""

import ast
import re
import tomllib
from collections import Counter

import pytest

from tests.architecture.source import ROOT, last, modules

pytestmark = pytest.mark.once

HEADS = ["promise | test", "counts as done when | test | in full"]
READERS = {"text", "boolean", "integer", "choice", "words", "keys", "database"}


def settings_read() -> set[str]:
    return {
        node.args[0].value
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and last(node.func.value) == "env"
        and node.func.attr in READERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_setting_is_documented():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    documented = set(re.findall(r"^#?\s?([A-Z][A-Z_]+)=", text, re.MULTILINE))
    assert settings_read() - {"TEST_DATABASE"} == documented - {"DJANGO_SETTINGS_MODULE"}


def test_decision_records_have_numbers_of_their_own():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert records
    assert all(re.match(r"\d{4}-[a-z0-9-]+\.md$", record.name) for record in records)
    numbers = Counter(record.name[:4] for record in records)
    assert [number for number, times in numbers.items() if times > 1] == []


def test_each_promise_names_tests_that_exist():
    """No row of the tables of promises without a test; no test that is not there."""
    text = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    rows = [row for row in re.findall(r"^\| (.*) \|$", text, re.MULTILINE) if "---" not in row]
    proven = [re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row) for row in rows]
    assert [row for row, tests in zip(rows, proven, strict=True) if not tests] == HEADS
    named = {one for tests in proven for one in tests}
    assert {(file, test) for file, test in named if test not in defined_in(file)} == set()


def defined_in(file: str) -> set[str]:
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def package(requirement: str) -> str:
    return re.split(r"[\[<>=!;~ ]", requirement, maxsplit=1)[0].lower()


def test_the_readme_gives_a_reason_for_each_dependency():
    """The first column of the table under a heading with "Dependencies", one package a row."""
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*whole["project"]["dependencies"], *whole["dependency-groups"]["apprise"]]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.split(r"^#+ .*dependenc.*$", readme, flags=re.MULTILINE | re.IGNORECASE)[1]
    rows = re.findall(r"^\|([^|]+)\|([^|\n]+)\|", section.partition("\n#")[0], re.MULTILINE)[2:]
    named = {
        word.lower() for first, reason in rows if reason.strip()
        for word in re.findall(r"[A-Za-z0-9-]+", first.replace("`", ""))
    }  # fmt: skip
    assert {package(line) for line in asked} == named
