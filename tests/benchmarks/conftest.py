"""Cost measured beside the least it could cost: both in turns, in one run, on one connection."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from mentoring.models import Person, Relationship
from tests.factories.cast import MONDAY, Cast, cast
from tests.factories.relationship import AIM
from workflows import engine

NANO = 1e-9

Report = list[tuple[str, str, "Meter"]]
RESULTS = pytest.StashKey[Report]()


def backend_seconds() -> float:
    """Processor time of the server's process for our connection; Linux counts nanoseconds."""
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) * NANO


@dataclass
class Meter:
    """What `done` pieces of work took."""

    done: int = 0
    client: float = 0.0
    server: float = 0.0
    elapsed: list[float] = field(default_factory=list)

    @contextmanager
    def measure(self, pieces: int) -> Iterator[None]:
        clock, client, server = time.perf_counter(), time.process_time(), backend_seconds()
        yield
        self.elapsed.append((time.perf_counter() - clock) / pieces)
        self.client += time.process_time() - client
        self.server += backend_seconds() - server
        self.done += pieces

    @property
    def cost(self) -> float:
        """Processor seconds a piece, of the client and the server together."""
        return (self.client + self.server) / self.done

    @property
    def rate(self) -> float:
        """Pieces a second in the median round."""
        return 1 / sorted(self.elapsed)[len(self.elapsed) // 2]


@pytest.fixture(scope="session")
def report(request) -> Callable[[str, str], Meter]:
    """`report("transition", "engine")`: a meter whose figures are printed in the end."""
    rows = request.config.stash.setdefault(RESULTS, [])

    def meter(what: str, who: str) -> Meter:
        rows.append((what, who, Meter()))
        return rows[-1][2]

    return meter


def pytest_terminal_summary(terminalreporter, config) -> None:
    rows = config.stash.get(RESULTS, [])
    if not rows:
        return
    terminalreporter.section("benchmarks")
    heads = ("pieces", "client µs", "server µs", "/s", "of limit")
    terminalreporter.line(f"{'work':<12}{'by':<10}" + "".join(f"{head:>11}" for head in heads))
    limits = {what: meter.cost for what, who, meter in rows if who == "limit" and meter.done}
    for what, who, meter in (row for row in rows if row[2].done):
        client, server = (1e6 * part / meter.done for part in (meter.client, meter.server))
        share = limits[what] / meter.cost
        numbers = f"{meter.done:>11}{client:>11.0f}{server:>11.0f}{meter.rate:>11.0f}{share:>11.3f}"
        terminalreporter.line(f"{what:<12}{who:<10}{numbers}")


@pytest.fixture
def durable(transactional_db) -> None:
    """Figures without fsync would flatter whoever writes more often."""
    with connection.cursor() as cursor:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone()[0] == "on", f"run `make bench`: {setting} is off"


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
    return {"names": ", ".join(rest), "values": ", ".join(f"o.{name}" for name in rest)}


ORIGINALS = "SELECT DISTINCT ON (mentee_id) * FROM mentoring_relationship ORDER BY mentee_id, id"
COPY_RELATIONSHIPS = (
    "INSERT INTO mentoring_relationship (uid, %(names)s)"
    f" SELECT gen_random_uuid(), %(values)s FROM ({ORIGINALS}) o"
)
COPY_DEADLINES = (
    "INSERT INTO workflows_deadline (uid, subject_id, %(names)s)"
    f" SELECT gen_random_uuid(), r.id, %(values)s FROM ({ORIGINALS}) first"
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
