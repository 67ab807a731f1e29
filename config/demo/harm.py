"""The red buttons: the worker killed and started again, the broker emptied."""

from dataclasses import dataclass

from config.demo.broker import Broker
from config.demo.desk import HARMS, Desk, Wish
from config.demo.supervisor import Supervisor

VICTIM = "worker"


@dataclass(slots=True)
class Harm:
    """`serve` is called again and again; it returns at once."""

    desk: Desk
    supervisor: Supervisor
    broker: Broker
    known: int | None = None

    def serve(self) -> None:
        for wish in self.desk.take(HARMS):
            self._kill() if wish is Wish.KILL else self._flush()
        self._greet()

    def _kill(self) -> None:
        pid = self.supervisor.kill(VICTIM)
        self.desk.say("killed" if pid else "down", pid=pid)

    def _flush(self) -> None:
        keys = self.broker.flush()
        self.desk.say("flushed" if keys is not None else "down", keys=keys)

    def _greet(self) -> None:
        """Say of a worker that it is another one."""
        pid = self.supervisor.pid(VICTIM)
        if pid and pid != self.known:
            if self.known:
                self.desk.say("restarted", pid=pid, instead_of=self.known)
            self.known = pid
