"""The layers hold: the import contracts of pyproject.toml, run by import-linter."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, ROOT

pytestmark = pytest.mark.once


def test_the_import_contracts_are_kept():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr


def test_every_package_is_under_contract():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["importlinter"]["root_packages"]) == set(PACKAGES)
    apps = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert apps == set(PACKAGES)
