"""Where the page and the demo's processes meet: wishes, what is going on, and a log, all files.

The page only asks. Who fulfils a wish says in the log what came of it.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

NEWEST = 12  # lines of the log a page shows


class Wish(StrEnum):
    DAY = "day"
    EVENT = "event"
    LEBARAN = "lebaran"
    STORY = "story"
    REQUEST = "request"
    KILL = "kill"
    FLUSH = "flush"


HARMS = (Wish.KILL, Wish.FLUSH)
PLAYS = tuple(wish for wish in Wish if wish not in HARMS)


@dataclass(frozen=True, slots=True)
class Desk:
    folder: Path

    def ask(self, wish: Wish) -> None:
        self.folder.mkdir(exist_ok=True)
        self._slip(wish).touch()

    def waits(self, wish: Wish) -> bool:
        return self._slip(wish).exists()

    def take(self, wishes: tuple[Wish, ...]) -> Iterator[Wish]:
        """Those asked for; each is taken once."""
        for wish in wishes:
            if self.waits(wish):
                self._slip(wish).unlink(missing_ok=True)
                yield wish

    def say(self, kind: str, **facts: Any) -> None:
        """One line more in the log, at this machine's own time."""
        self.folder.mkdir(exist_ok=True)
        at = datetime.fromtimestamp(time.time()).astimezone()  # the supervisor has no database
        line = json.dumps({"at": at.isoformat(), "kind": kind, **facts})
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{line}\n")

    def said(self) -> list[dict[str, Any]]:
        """The newest lines, the newest first; one that is still being written is left out."""
        if not self._log.exists():
            return []
        lines = self._log.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines[: -NEWEST - 1 : -1] if line.endswith("\n")]

    def begin(self, wish: Wish, **facts: Any) -> None:
        """Tell the page what is going on; again while it goes on."""
        self.folder.mkdir(exist_ok=True)
        unready = self.folder / "doing.part"
        unready.write_text(json.dumps({"wish": wish, **facts}), encoding="utf-8")
        unready.rename(self._doing)

    def end(self) -> None:
        self._doing.unlink(missing_ok=True)

    def doing(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads(self._doing.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found

    def clear_table(self) -> None:
        """What was asked for or begun before a restart is void."""
        self.end()
        self._seat.unlink(missing_ok=True)
        for _wish in self.take(tuple(Wish)):
            pass

    def sit_down(self) -> None:
        """Somebody has the page open."""
        self.folder.mkdir(exist_ok=True)
        self._seat.touch()

    @property
    def is_taken(self) -> bool:
        return self._seat.exists()

    def _slip(self, wish: Wish) -> Path:
        return self.folder / f"{wish}.wish"

    @property
    def _log(self) -> Path:
        return self.folder / "log.jsonl"

    @property
    def _doing(self) -> Path:
        return self.folder / "doing.json"

    @property
    def _seat(self) -> Path:
        return self.folder / "seat"
