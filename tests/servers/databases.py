"""The database under test: where it lives, and whole fresh ones that child processes can share."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from config import env
from tests.servers.ports import wait_until
from tests.servers.postgresql import answers
from tests.servers.processes import end, spawn

ROOT = Path(__file__).resolve().parents[2]
RECOVERY = 120.0  # seconds; a bound against hanging, not a measurement


@pytest.fixture(scope="session")
def database_folder() -> Iterator[Path]:
    """A folder in memory where there is one, so that honest fsyncs cost nothing."""
    memory = Path("/dev/shm")
    parent = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(
        prefix="bimbing-tests-", dir=parent, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, database_folder: Path) -> str:
    """An address on the database under test; other databases differ in their last part only."""
    if settings.TEST_DATABASE == "postgresql":
        server = request.getfixturevalue("postgresql_url")
        return f"{server.rpartition('/')[0]}/bimbing"
    return f"sqlite:///{database_folder}/bimbing"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_url: str) -> None:
    """Point Django at the real address before it makes its test database."""
    place = read(database_url)
    if settings.TEST_DATABASE == "sqlite":
        place["TEST"] = {"NAME": f"{place['NAME']}-test"}
    for found in (settings.DATABASES["default"], connections.settings["default"]):
        for key, value in place.items():
            if isinstance(value, dict):
                found[key].update(value)
            else:
                found[key] = value


def read(url: str) -> dict[str, object]:
    return env.database("", url)


@dataclass
class SharedDatabase:
    """A migrated database of its own, for tests with processes; everything started is ended."""

    url: str
    extra: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a child process: this database, the test settings, `extra`."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": self.url,
            "PYTHONPATH": str(ROOT),
            **self.extra,
        }

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`manage.py …` to its end."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, cwd=ROOT, timeout=600,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if check and done.returncode:
            pytest.fail(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
        return done

    def start(self, *arguments: str, log: Path | None = None) -> subprocess.Popen[bytes]:
        """`manage.py …` in the background, in a process group of its own."""
        return self.spawn(str(ROOT / "manage.py"), *arguments, log=log)

    def spawn(self, *arguments: str, log: Path | None = None) -> subprocess.Popen[bytes]:
        """Python with these arguments in the background (`"-m", "celery", …`)."""
        with (log or Path(os.devnull)).open("ab") as out:
            process = spawn(
                [sys.executable, *arguments],
                env=self.environment, cwd=ROOT, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def make_durable(self) -> None:
        """What is committed from now on outlives a crash of the server."""
        name = self.url.rpartition("/")[2]
        execute(self.url, f'ALTER DATABASE "{name}" SET synchronous_commit = on')
        connections["default"].close()

    def crash(self) -> None:
        """A server process dies without a word, so the server ends all others and recovers.

        Needs a PostgreSQL on this machine.
        """
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [pid] = cursor.fetchone()
        with contextlib.closing(psycopg.connect(self.url, autocommit=True)) as witness:
            os.kill(pid, signal.SIGKILL)
            connections["default"].close()
            wait_until(lambda: is_cut(witness), "the crash of PostgreSQL")
        wait_until(lambda: answers(self.url), "PostgreSQL", RECOVERY)

    @contextlib.contextmanager
    def connected(self) -> Iterator[None]:
        """This process's (and its new threads') default connection looks at this database."""
        here = connections.settings["default"]
        before = here["NAME"]
        connections["default"].close()
        here["NAME"] = read(self.url)["NAME"]
        connections["default"] = connections.create_connection("default")
        try:
            yield
        finally:
            connections["default"].close()
            here["NAME"] = before
            connections["default"] = connections.create_connection("default")


@pytest.fixture(scope="session")
def migrated_template(database_url: str, django_db_setup: None) -> str:
    """A database migrated once, before any test wrote to it; the fresh ones are copies of it."""
    return template_beside(database_url)


def is_cut(connection: psycopg.Connection[Any]) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


def template_beside(url: str) -> str:
    return url + "_template"


def copy(name: str, url: str) -> None:
    """A database like the one of this name, to which nobody may be connected."""
    if settings.TEST_DATABASE == "postgresql":
        made = url.rpartition("/")[2]
        execute(url, f'DROP DATABASE IF EXISTS "{made}"')
        execute(url, f'CREATE DATABASE "{made}" TEMPLATE "{name}"')
    else:
        shutil.copy(name, str(read(url)["NAME"]))


def backup(source: Path, target: Path) -> None:
    """What one SQLite file holds, in the place of what another held."""
    with (
        contextlib.closing(sqlite3.connect(source)) as here,
        contextlib.closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)


def execute(url: str, statement: str) -> None:
    server = url.rpartition("/")[0] + "/postgres"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def shared_database(
    database_url: str,
    migrated_template: str,
    django_db_blocker: pytest.FixtureRequest,
) -> Iterator[SharedDatabase]:
    """A fresh migrated database; this process looks at it too while the test runs."""
    url = f"{database_url}_{uuid.uuid4().hex}"
    copy(str(read(migrated_template)["NAME"]), url)
    shared = SharedDatabase(url)
    with django_db_blocker.unblock(), shared.connected():
        yield shared
        for process in shared.started:
            end(process)
    if settings.TEST_DATABASE == "postgresql":
        execute(url, f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')
