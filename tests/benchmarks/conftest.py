"""Cost measured beside the least it could cost: both in turns, in one run, on one connection."""

import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from accounts.models import User
from mentoring.models import Person, Relationship
from tests.benchmarks import results
from tests.benchmarks.measuring import Elsewhere, Meter, server_seconds
from tests.benchmarks.results import Row
from tests.factories.cast import MONDAY, Cast, cast
from tests.factories.kept import ledger
from tests.factories.relationship import AIM
from workflows import engine
from workflows.heap import settle

ROWS = pytest.StashKey[list[Row]]()
DATABASE = pytest.StashKey[str]()


@pytest.fixture
def report(request, durable) -> Iterator[Callable[..., Meter]]:
    """`report("transition", "engine")`: a meter whose figures are printed and kept in the end.

    Ask for it when everything is ready: what lies there by then settles, as in our processes.
    `by_clock` where it is not processor time that counts; `elsewhere` where other processes work.
    """
    stash = request.config.stash
    rows = stash.setdefault(ROWS, [])
    stash[DATABASE] = results.database()

    def meter(
        work: str, by: str, *, by_clock: bool = False, elsewhere: Elsewhere = server_seconds
    ) -> Meter:
        settle()
        rows.append(Row(work, by, Meter(elsewhere=elsewhere), by_clock))
        return rows[-1].meter

    yield meter
    gc.unfreeze()


def pytest_terminal_summary(terminalreporter, config) -> None:
    rows = config.stash.get(ROWS, [])
    if not rows:
        return
    terminalreporter.section(f"benchmarks on {config.stash[DATABASE]}")
    for line in results.table(rows):
        terminalreporter.line(line)
    results.write(rows, config.stash[DATABASE])


@pytest.fixture
def durable(transactional_db) -> None:
    """Figures without fsync would flatter whoever writes more often.

    The factories' ledger listens to each statement that Django sends; not while it is measured.
    """
    while ledger in connection.execute_wrappers:
        connection.execute_wrappers.remove(ledger)
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone()[0] == "on", f"run `make bench`: {setting} is off"


@pytest.fixture
def kept_open() -> Iterator[None]:
    """A server of our kind keeps its connection from one request to the next."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@dataclass
class Crowd:
    """Many drafts of some hundred people; made by copying, the documented escape for bulk data."""

    cast: Cast
    drafts: list[Relationship]

    def copy(self, times: int) -> None:
        """Each draft and its deadlines that many times more, as rows."""
        with connection.cursor() as cursor:
            for _ in range(times):
                cursor.execute(COPY_RELATIONSHIPS % columns("mentoring_relationship"))
                cursor.execute(COPY_DEADLINES % columns("workflows_deadline", "subject_id"))
            cursor.execute("ANALYZE")


def columns(table: str, *besides: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        found = [c.name for c in connection.introspection.get_table_description(cursor, table)]
    rest = [name for name in found if name not in {"id", "uid", *besides}]
    return {
        "uid": UID[connection.vendor],
        "names": ", ".join(rest),
        "values": ", ".join(f"o.{name}" for name in rest),
    }


UID = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}


ORIGINALS = (
    "SELECT * FROM mentoring_relationship"
    " WHERE id IN (SELECT min(id) FROM mentoring_relationship GROUP BY mentee_id)"
)
COPY_RELATIONSHIPS = (
    "INSERT INTO mentoring_relationship (uid, %(names)s)"
    f" SELECT %(uid)s, %(values)s FROM ({ORIGINALS}) o"
)
COPY_DEADLINES = (
    "INSERT INTO workflows_deadline (uid, subject_id, %(names)s)"
    f" SELECT %(uid)s, r.id, %(values)s FROM ({ORIGINALS}) first"
    " JOIN workflows_deadline o ON o.subject_id = first.id AND o.subject_kind = 'relationship'"
    " JOIN mentoring_relationship r ON r.mentee_id = first.mentee_id"
    " WHERE NOT EXISTS (SELECT 1 FROM workflows_deadline d"
    " WHERE d.subject_id = r.id AND d.subject_kind = 'relationship')"
)


@pytest.fixture
def crowd(durable) -> Callable[[int], Crowd]:
    """`crowd(200)`: that many people, each with a draft begun on Monday."""

    def gather(people: int) -> Crowd:
        crew = cast(capacity=50)
        users = User.objects.bulk_create(
            User(username=f"contoh{n}", email=f"contoh{n}@example.go.id", password="!")
            for n in range(people)
        )
        mentees = Person.objects.bulk_create(
            Person(
                user=user, name=f"Contoh {n}", kind=crew.maya.kind,
                organisation=crew.organisation, unit=crew.maya.unit,
            )
            for n, user in enumerate(users)
        )  # fmt: skip
        drafts = [
            engine.begin(
                Relationship(
                    programme=crew.programme, organisation=crew.organisation,
                    discipline=crew.programme.discipline, mentee=mentee, aim=AIM,
                ),
                by=mentee.user, now=MONDAY,
            )
            for mentee in mentees
        ]  # fmt: skip
        return Crowd(crew, drafts)

    return gather


@pytest.fixture
def two_processes() -> Iterator[tuple[ProcessPoolExecutor, list[int]]]:
    """Two workers, as an installation forks them; the ids of both and of those that serve them."""
    settle()
    connection.close()
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        pairs = set[tuple[int, int]]()
        while len(pairs) < 2:
            pairs |= set(pool.map(_served_by, range(4)))
        yield pool, sorted(pid for pair in pairs for pid in pair)
    gc.unfreeze()


def _served_by(_number: int) -> tuple[int, int]:
    connection.ensure_connection()
    return os.getpid(), connection.connection.info.backend_pid


@pytest.fixture
def two_threads() -> Iterator[tuple[ThreadPoolExecutor, list[int]]]:
    """Two threads with a connection each, and the processes that serve them."""

    def connected(_number: int) -> int:
        connection.ensure_connection()
        return connection.connection.info.backend_pid

    with ThreadPoolExecutor(2) as pool:
        pids = set()
        while len(pids) < 2:
            pids |= set(pool.map(connected, range(4)))
        yield pool, sorted(pids)
        while len(pids):
            pids -= set(pool.map(_disconnected, range(4)))


def _disconnected(_number: int) -> int:
    pid = connection.connection.info.backend_pid if connection.connection else 0
    connection.close()
    return pid
