"""Sixteen people at one barrier: threads with connections of their own, let go at one moment."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

RUNNERS = 16
PATIENCE = 60  # seconds; a bound against hanging for ever, not a measurement

# How often each race is run; in full (`make test-races`) 200 times.
ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))
FEWER_ROUNDS = max(ROUNDS // 5, 2)

Act = Callable[[], Any]


class Race:
    """Runs one act per thread, all begun at one moment; an exception is an outcome too."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(RUNNERS)
        self.start = threading.Barrier(RUNNERS, timeout=PATIENCE)

    def __call__(self, acts: Sequence[Act]) -> list[Any]:
        assert len(acts) == RUNNERS
        return [run.result() for run in [self.pool.submit(self._run, act) for act in acts]]

    def _run(self, act: Act) -> Any:
        self.start.wait()
        try:
            return act()
        except Exception as refused:  # noqa: BLE001 whatever happens is what the race is about
            return refused


@pytest.fixture
def race(transactional_db: None) -> Iterator[Race]:
    running = Race()
    yield running
    running([connections.close_all] * RUNNERS)
    running.pool.shutdown()


@pytest.fixture
def everybody_has_read() -> threading.Barrier:
    """For control runs: nobody writes before all have read."""
    return threading.Barrier(RUNNERS, timeout=PATIENCE)


@pytest.fixture
def without_constraint() -> Iterator[Callable[[str, str], None]]:
    """Drop a constraint or unique index for one test; afterwards it stands as it did."""
    dropped: list[tuple[str, str]] = []

    def drop(table: str, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name]
            )
            if row := cursor.fetchone():
                dropped.append((table, f"ALTER TABLE {table} ADD CONSTRAINT {name} {row[0]}"))
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                return
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
            dropped.append((table, cursor.fetchone()[0]))
            cursor.execute(f"DROP INDEX {name}")

    yield drop
    with connection.cursor() as cursor:
        for table, definition in dropped:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute(definition)
