"""What the demo says in the terminal: chapters, moments, lines that move and a table at the end."""

import os
import shutil
from collections.abc import Sequence
from typing import TextIO

from django.utils import translation

BOLD, DIM, GREEN, RED, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[31m", "\x1b[0m"
ERASE = "\r\x1b[K"
INDENT = "    "


def language() -> str:
    """Indonesian unless DEMO_LANGUAGE or the terminal's own locale says English."""
    wanted = os.environ.get("DEMO_LANGUAGE") or os.environ.get("LANG", "")
    return "en" if wanted.lower().startswith("en") else "id"


class Narration:
    """Moving lines and colours only on a terminal; a file or a pipe gets plain lines."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._terminal = out.isatty()
        self._colour = self._terminal and "NO_COLOR" not in os.environ
        self._moving = ""

    def chapter(self, text: str) -> None:
        self.line("")
        self.line(self._painted(BOLD, text))

    def moment(self, text: str) -> None:
        self.line(f"  {self._painted(DIM, text)}")

    def aside(self, text: str) -> None:
        self.line(f"{INDENT}{self._painted(DIM, text)}")

    def say(self, text: str) -> None:
        self.line(f"{INDENT}{text}")

    def good(self, text: str) -> None:
        self.line(f"{INDENT}{self._painted(GREEN, text)}")

    def bad(self, text: str) -> None:
        self.line(self._painted(RED, text))

    def progress(self, text: str) -> None:
        """A line that the next one overwrites; only a terminal sees it."""
        if self._terminal and text != self._moving:
            width = shutil.get_terminal_size().columns - 1
            self._write(f"{ERASE}{self._painted(DIM, f'{INDENT}{text}'[:width])}")
            self._moving = text

    def table(self, rows: Sequence[tuple[str, object]]) -> None:
        width = max(len(name) for name, _value in rows)
        for name, value in rows:
            self.line(f"{INDENT}{name.ljust(width)}  {value!s:>5}")

    def line(self, text: str) -> None:
        self._write(f"{ERASE if self._moving else ''}{text}\n")
        self._moving = ""

    def _painted(self, colour: str, text: str) -> str:
        return f"{colour}{text}{PLAIN}" if self._colour and text else text

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def speak() -> None:
    """Make every text of this process come in the terminal's language."""
    translation.activate(language())
