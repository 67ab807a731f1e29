"""How far a command has come: one moving line on a terminal, plain lines in a log."""

from django.core.management.base import OutputWrapper

EVERY = 25


class Progress:
    def __init__(self, out: OutputWrapper, label: str, total: int) -> None:
        self.out, self.label, self.total, self.done = out, label, total, 0

    def step(self, number: int = 1) -> None:
        before, self.done = self.done, self.done + number
        if self.out.isatty():
            self._say("\r", "" if self.done < self.total else "\n")
        elif self.done // EVERY > before // EVERY or before < self.done == self.total:
            self._say("", "\n")

    def _say(self, start: str, ending: str) -> None:
        line = f"{start}{self.label} {self.done}/{self.total}"
        self.out.write(line, style_func=str, ending=ending)
        self.out.flush()
