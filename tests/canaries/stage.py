"""Web server, worker and beat as in service, and everything they leave behind while they run."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from celery import Celery

from config.celery import app
from mentoring.models import Person
from notifications.models import Delivery
from tests.canaries.visitor import Visitor
from tests.servers.databases import SharedDatabase
from tests.servers.hooks import Listener, listener
from tests.servers.ports import free_port, wait_until
from tests.servers.smtp import Postbox
from workflows import now as clock
from workflows.models import Deadline

CELERY = ("celery", "-A", "config.celery")
PROGRAMS = {
    "web": ("gunicorn", "--config", "python:config.gunicorn", "config.wsgi"),
    "worker": (*CELERY, "worker", "--concurrency=1", "--without-gossip", "--without-mingle"),
    "beat": (*CELERY, "beat"),
}
PROCESSES = tuple(PROGRAMS)


@dataclass
class Stage:
    """`port` answers; `log` has a file for each process; `traffic` is what Redis was told, `hook`
    the program of somebody else that is told by webhooks."""

    database: SharedDatabase
    broker: Any
    postbox: Postbox
    hook: Listener
    folder: Path
    processes: Sequence[str] = PROCESSES
    port: int = field(default_factory=free_port)
    traffic: bytearray = field(default_factory=bytearray)
    temporary: dict[str, bytes] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def logs(self) -> dict[str, Path]:
        return {name: self.folder / f"{name}.log" for name in self.processes}

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def move_clock_to(self, moment: datetime) -> None:
        clock.set_offset(round((moment - clock.database_time()).total_seconds()))

    def go_on_until_nothing_is_due(self) -> None:
        """Pokes the worker until it has rung and sent everything."""
        line = Celery(broker=self.broker.url)
        line.conf.update(
            broker_transport_options=app.conf.broker_transport_options,
            task_default_queue=app.conf.task_default_queue,
        )

        def done() -> bool:
            for name in ("sweep", "deliver"):
                line.send_task(f"mentoring.tasks.{name}", expires=5)
            time.sleep(0.3)
            moment = clock.now()
            rings = Deadline.objects.open().filter(next_due_at__lte=moment)
            copies = Delivery.objects.filter(state="pending", next_attempt_at__lte=moment)
            return not rings.exists() and not copies.exists()

        wait_until(done, "the worker", patience=300)
        line.close()

    def visitor(self, person: Person) -> Visitor:
        return Visitor(self.port, person.user)


@contextmanager
def stage(
    database: SharedDatabase,
    broker: Any,
    postbox: Postbox,
    folder: Path,
    processes: Sequence[str] = PROCESSES,
    **environment: str,
) -> Iterator[Stage]:
    """Everything is started, listened to, and still there when the block ends."""
    with listener() as hook:
        made = Stage(database, broker, postbox, hook, folder, processes)
        for place in (made.data, folder / "tmp", made.data / "static"):
            place.mkdir()
        with _running(made, environment):
            yield made


@contextmanager
def _running(made: Stage, environment: Mapping[str, str]) -> Iterator[None]:
    database, broker, postbox = made.database, made.broker, made.postbox
    database.extra = {
        "REDIS_URL": broker.url,
        "BIMBING_DATA": str(made.data),
        "TMPDIR": str(made.folder / "tmp"),
        "ANCHOR_DIR": str(made.data / "anchors"),
        "ERASURE_LIST": str(made.data / "erasures"),
        "WEBHOOKS_TO_PRIVATE": "1",
        "EMAIL_HOST": postbox.host,
        "EMAIL_PORT": str(postbox.port),
        "LOG_FORMAT": "json",
        "PORT": str(made.port),
        **environment,
    }
    listeners = [threading.Thread(target=one, args=[made]) for one in (_hear, _watch)]
    for thread in listeners:
        thread.start()
    try:
        for name in made.processes:
            database.spawn("-m", *PROGRAMS[name], log=made.logs[name])
        wait_until(lambda: _answers(made), "the web server", patience=120)
        yield
    finally:
        made.over.set()
        for thread in listeners:
            thread.join()


def _answers(made: Stage) -> bool:
    try:
        return Visitor(made.port).get("/health/live").status == 200
    except OSError:
        return False


def _hear(made: Stage) -> None:
    """Every command of everybody, as MONITOR spells it."""
    with made.broker.client() as client:
        line = client.connection_pool.get_connection()
        line.send_command("MONITOR")
        line.read_response()
        line._sock.settimeout(0.2)
        while not made.over.is_set():
            try:
                made.traffic += line._sock.recv(65536)
            except TimeoutError:
                continue
        line.disconnect()


def _watch(made: Stage) -> None:
    """Files come and go; each is looked at as often as it can be."""
    while not made.over.wait(0.02):
        for path in [*(made.folder / "tmp").rglob("*")]:
            try:
                if path.is_file():
                    made.temporary[f"{path.name} {path.stat().st_size}"] = path.read_bytes()
            except OSError:
                continue
