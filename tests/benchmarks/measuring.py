"""What work costs: the processor time of this process and of the database server's."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

NANO = 1e-9
Act = Callable[[Any], object]
Elsewhere = Callable[[], float]


def seconds_of(pid: int) -> float:
    """Processor time of another process; Linux counts nanoseconds."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) * NANO


def server_seconds() -> float:
    """Processor time of the server's process for our connection; SQLite is in our own."""
    if connection.vendor == "sqlite":
        return 0.0
    return seconds_of(connection.connection.info.backend_pid)


@dataclass
class Meter:
    """What `done` pieces of work took; `elsewhere` tells the seconds of other processes."""

    done: int = 0
    client: float = 0.0
    server: float = 0.0
    elapsed: list[float] = field(default_factory=list)
    elsewhere: Elsewhere = server_seconds

    @contextmanager
    def measure(self, pieces: int) -> Iterator[None]:
        clock, client, server = time.perf_counter(), time.process_time(), self.elsewhere()
        yield
        self.elapsed.append((time.perf_counter() - clock) / pieces)
        self.client += time.process_time() - client
        self.server += self.elsewhere() - server
        self.done += pieces

    @property
    def cost(self) -> float:
        """Processor seconds a piece, of the client and the server together."""
        return (self.client + self.server) / self.done

    @property
    def median(self) -> float:
        """Seconds a piece in the median round."""
        return sorted(self.elapsed)[len(self.elapsed) // 2]


def in_turns(
    ways: dict[Act, Meter], pieces: list[Any], *, rounds: int, each: int, first: int = 10
) -> None:
    """Each way takes pieces off the end in turn; the first ones warm caches and plans."""
    for act in ways:
        for _ in range(first):
            act(pieces.pop())
    for _ in range(rounds):
        for act, meter in ways.items():
            turn = [pieces.pop() for _ in range(each)]
            with meter.measure(each):
                for piece in turn:
                    act(piece)
