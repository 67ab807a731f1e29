"""The folder a demo lives in: locked while it runs, found again by the next start."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from config.demo.trouble import Trouble

OWN_FILES = ("demo.sqlite3*", "story-played")
OWN_FOLDERS = ("broker", "desk", "logs", "mail", "static")


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def mail(self) -> Path:
        return self.path / "mail"

    @property
    def desk(self) -> Path:
        return self.path / "desk"

    @property
    def has_data(self) -> bool:
        return (self.path / "demo.sqlite3").exists()

    @property
    def story_is_played(self) -> bool:
        return (self.path / "story-played").exists()

    def mark_played(self) -> None:
        (self.path / "story-played").touch()

    def furnish(self) -> None:
        for name in OWN_FOLDERS:
            (self.path / name).mkdir(exist_ok=True)

    def clear(self) -> None:
        """Remove what a demo has made here, and nothing else."""
        for name in OWN_FOLDERS:
            shutil.rmtree(self.path / name, ignore_errors=True)
        for pattern in OWN_FILES:
            for path in self.path.glob(pattern):
                path.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[Folder]:
    """The folder, for this process alone; Trouble if another demo runs on it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = (path / "lock").open("a")
    except OSError as error:
        words = {"path": path, "why": error.strerror}
        raise Trouble(
            _("The folder %(path)s cannot be used: %(why)s. Name another one with BIMBING_DATA=.")
            % words
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(
                _("Another demo is running on %(path)s. Stop it first (Ctrl-C in its terminal).")
                % {"path": path}
            ) from None
        yield Folder(path)


def passing() -> Path:
    """A new empty folder, for a run that leaves nothing behind."""
    return Path(tempfile.mkdtemp(prefix="bimbing-demo-"))
