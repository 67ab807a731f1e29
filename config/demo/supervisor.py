"""Keeping children alive: the dead are started again, later each time; all end together."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from config.demo.children import Child, Program, last_words
from config.demo.trouble import StopAsked, Trouble

TICK = 0.1
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
SETTLED = 30.0  # seconds alive after which an earlier death is forgotten
GRACE = 5.0  # seconds for those who work, then as many for those who serve them
SERVER_GRACE = 2.0

Say = Callable[[str], None]


@dataclass(slots=True)
class Kept:
    """A program that has to run, its present child, and how patiently it is started again."""

    program: Program
    child: Child
    since: float
    pause: float = FIRST_PAUSE
    again_at: float | None = None
    wished: bool = False


class Supervisor:
    """`stop_asked` may be set from a signal handler; every wait here notices it.

    `meanwhile` is done between two looks at the children, and has to be quick.
    """

    def __init__(self, logs: Path, say: Say, clock: Callable[[], float] = time.monotonic) -> None:
        self.logs = logs
        self.say = say
        self.clock = clock
        self.stop_asked = False
        self.meanwhile: Callable[[], None] = lambda: None
        self._kept: list[Kept] = []
        self._passing: list[Child] = []

    def keep(self, program: Program) -> None:
        """Start a program and start it again whenever it ends."""
        self._kept.append(Kept(program, Child(program, self.logs), self.clock()))

    def run(self, program: Program) -> int:
        """Run a program to its end while the others are tended; its exit status."""
        child = self.begin(program)
        self.wait_for(lambda: child.outcome() is not None)
        self.end(child)
        return child.outcome() or 0

    def begin(self, program: Program) -> Child:
        """Start a program that is not started again."""
        child = Child(program, self.logs)
        self._passing.append(child)
        return child

    def end(self, child: Child) -> None:
        self._passing.remove(child)
        child.kill()

    def need(self, program: Program) -> None:
        """Run a program that must succeed; Trouble with its last words if it does not."""
        if self.run(program):
            log = self.logs / f"{program.name}.log"
            said = _("%(name)s failed. The end of its log, %(log)s:")
            words = {"name": program.name, "log": log}
            raise Trouble(f"{said % words}\n{last_words(log)}")

    def wait_for(self, done: Callable[[], bool], seconds: float | None = None) -> None:
        """Tend the children until `done`; Trouble after so many seconds, StopAsked when asked."""
        give_up = None if seconds is None else time.monotonic() + seconds
        while not done():
            if self.stop_asked:
                raise StopAsked
            if give_up is not None and time.monotonic() > give_up:
                raise TimeoutError
            self.tend()
            self.meanwhile()
            time.sleep(TICK)

    def tend(self) -> None:
        """Notice who has died and start again whose time has come."""
        now = self.clock()
        for kept in self._kept:
            if kept.again_at is None and kept.child.outcome() is not None:
                self._mourn(kept, now)
            elif kept.again_at is not None and now >= kept.again_at:
                kept.child, kept.since = Child(kept.program, self.logs), now
                kept.again_at = None

    def _mourn(self, kept: Kept, now: float) -> None:
        outcome = kept.child.outcome()
        kept.child.kill()
        calm = now - kept.since > SETTLED
        kept.pause = FIRST_PAUSE if calm else min(kept.pause * 2, LONGEST_PAUSE)
        kept.again_at = now + kept.pause
        words = {"name": kept.program.name, "outcome": outcome, "log": kept.child.log}
        if kept.wished:
            kept.wished = False
            self.say(_("%(name)s was killed, as wished, and is started again.") % words)
            return
        self.say(
            _("%(name)s ended by itself (%(outcome)s) and is started again; its log: %(log)s")
            % words
        )

    def pid(self, name: str) -> int | None:
        """That of a kept program; None while it is down."""
        found = (kept for kept in self._kept if kept.program.name == name)
        return next((kept.child.pid for kept in found if kept.child.outcome() is None), None)

    def kill(self, name: str) -> int | None:
        """SIGKILL, to it and to what it has started; `tend` starts it again. None if it is down."""
        for kept in self._kept:
            if kept.program.name == name and kept.child.outcome() is None:
                kept.wished = True
                kept.child.kill()
                return kept.child.pid
        return None

    def stop(self) -> None:
        """End everything: first who works, then who serves them, at last whoever is left."""
        working = [kept.child for kept in self._kept if not kept.program.server]
        serving = [kept.child for kept in self._kept if kept.program.server]
        for children, grace in ((self._passing + working, GRACE), (serving, SERVER_GRACE)):
            for child in children:
                child.ask_to_end()
            _wait_for_all(children, grace)
            for child in children:
                child.kill()
        self._kept, self._passing = [], []


def _wait_for_all(children: list[Child], grace: float) -> None:
    give_up = time.monotonic() + grace
    while any(child.outcome() is None for child in children) and time.monotonic() < give_up:
        time.sleep(TICK / 2)
