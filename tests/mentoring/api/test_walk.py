"""docs/api.md does what it says: its blocks, run one after the other from an empty database."""

import os
import re
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from mentoring.models import Relationship, Session
from tests.architecture.source import ROOT
from tests.factories.cast import MONDAY
from tests.servers.ports import free_port, wait_until
from workflows.now import database_time, set_offset

BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
AS_PYTHON = "python - <<'END_OF_PYTHON'\n{}END_OF_PYTHON\n"


def script() -> str:
    """Everything as one shell script; what is Python is handed to it where it stands."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    parts = [AS_PYTHON.format(code) if kind == "python" else code
             for kind, code in BLOCK.findall(text)]  # fmt: skip
    return "\n".join(["set -euo pipefail", *parts])


def answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_walk_through_leads_to_a_closed_relationship(shared_database, tmp_path: Path):
    set_offset(int((MONDAY - database_time()).total_seconds()))
    port = free_port()
    server = ("-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "config.wsgi")
    log = tmp_path / "server.log"
    shared_database.spawn(*server, log=log)
    wait_until(lambda: answers(port), "the server does not answer")
    (tmp_path / "manage.py").symlink_to(ROOT / "manage.py")
    environment = {
        **shared_database.environment,
        "BASE": f"http://127.0.0.1:{port}/api/v1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["bash", "-c", script()],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr + log.read_text()
    assert Relationship.objects.get().state == "closed"
    assert Session.objects.get().state == "cancelled"
    assert "out_of_order" in done.stdout
    assert "{'new': 2, 'changed': 0, 'unchanged': 0, 'rejected': 0}" in done.stdout
