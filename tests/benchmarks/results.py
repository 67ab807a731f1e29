"""The table that is printed in the end, and the same as JSON with the machine and the versions."""

import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from sqlite3 import sqlite_version
from typing import Any

from django.db import connection
from django.utils import timezone

from tests.benchmarks.measuring import Meter

LATEST = Path(__file__).parent / "results" / "latest.json"
PACKAGES = ("django", "djangorestframework", "psycopg", "celery")
MICRO = 1e6

# What is owed and what is hoped for, as shares of the limit; by the work's name.
GOALS: Mapping[str, tuple[float, float]] = {
    "transition": (0.25, 0.50),
    "transition, SQLite": (0.20, 0.45),
    "transition, API": (0.35, 0.70),
    "sweep": (0.15, 0.50),
    "sweep, 1 M armed": (0.15, 0.50),
    "sweep, 5 M armed": (0.15, 0.50),
    "sweep, two at once": (0.15, 0.50),
    "sweep, old snapshot": (0.50, 0.83),
    "delivery": (0.15, 0.50),
    "worklist page, own": (0.17, 0.33),
    "worklist page, heavy": (0.17, 0.33),
    "worklist page, deep": (0.17, 0.33),
    "worklist page, team": (0.17, 0.33),
    "delivery, by the clock": (0.15, 0.50),
    "worklist, own": (0.17, 0.33),
    "worklist, heavy": (0.17, 0.33),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One way to do some work. By processor time or, where people wait for it, `by_clock`."""

    work: str
    by: str
    meter: Meter
    by_clock: bool

    @property
    def measure(self) -> float:
        return self.meter.median if self.by_clock else self.meter.cost


def figures(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Each row that has done something, beside the limit of its work."""
    measured = [row for row in rows if row.meter.done]
    limits = {row.work: row.measure for row in measured if row.by == "limit"}
    for row in measured:
        meter, (owed, hoped) = row.meter, GOALS.get(row.work, (None, None))
        yield {
            "work": row.work,
            "by": row.by,
            "pieces": meter.done,
            "client_us": round(MICRO * meter.client / meter.done, 1),
            "server_us": round(MICRO * meter.server / meter.done, 1),
            "median_us": round(MICRO * meter.median, 1),
            "measured_by": "clock" if row.by_clock else "processor",
            "of_limit": round(limits[row.work] / row.measure, 4) if row.work in limits else None,
            "owed": owed,
            "hoped_for": hoped,
        }


def table(rows: Sequence[Row]) -> Iterator[str]:
    heads = ("pieces", "client µs", "server µs", "median µs", "of limit", "owed", "hoped for")
    yield f"{'work':<24}{'by':<14}" + "".join(f"{head:>11}" for head in heads)
    for each in figures(rows):
        cost = "".join(f"{each[key]:>11.0f}" for key in ("client_us", "server_us", "median_us"))
        shares = "".join(_share(each[key]) for key in ("of_limit", "owed", "hoped_for"))
        yield f"{each['work']:<24}{each['by']:<14}{each['pieces']:>11}{cost}{shares}"


def _share(value: float | None) -> str:
    return f"{value:>11.3f}" if value is not None else " " * 11


def write(rows: Sequence[Row], database: str) -> None:
    """Works of this run take the place of their last figures; what was not run keeps them."""
    stored = json.loads(LATEST.read_text()) if LATEST.exists() else {}
    run = {"at": timezone.now().isoformat(timespec="seconds"), **machine(), "database": database}
    for row in dict.fromkeys(each["work"] for each in figures(rows)):
        stored[row] = {"run": run, "ways": [one for one in figures(rows) if one["work"] == row]}
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(dict(sorted(stored.items())), indent=2) + "\n")


def machine() -> dict[str, Any]:
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "load": [round(each, 1) for each in os.getloadavg()],
        "versions": {"python": platform.python_version(), **{n: version(n) for n in PACKAGES}},
    }


def database() -> str:
    """The database with its version."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"
