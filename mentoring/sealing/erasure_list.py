"""The list of erasures, a file outside the database: which keys were destroyed, and when.

A backup is older than what was erased since; whoever restores one has the list to erase it again.
One line each: the uid of the key and the time, nothing about anybody.
"""

import fcntl
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def append(key: UUID, at: datetime) -> None:
    """On the disk when this returns. Raises OSError if it cannot be."""
    path = _path()
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.lseek(handle, _whole(path), os.SEEK_SET)
        os.ftruncate(handle, _whole(path))
        os.write(handle, f"{key} {at.isoformat()}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    if new:
        _keep_name(path.parent)


def entries() -> Mapping[UUID, datetime]:
    """Everything on it. ImproperlyConfigured if a line cannot be read: nothing may be passed over.

    A last line without its end was never acknowledged to anybody.
    """
    if not settings.ERASURE_LIST or not (path := _path()).exists():
        return {}
    lines = path.read_bytes()[: _whole(path)].decode(errors="replace").splitlines()
    return dict(_entry(number, line) for number, line in enumerate(lines, 1))


def _entry(number: int, line: str) -> tuple[UUID, datetime]:
    key, _space, at = line.partition(" ")
    try:
        return UUID(key), datetime.fromisoformat(at)
    except ValueError:
        raise ImproperlyConfigured(
            f"Line {number} of the list of erasures cannot be read. Take it from another copy."
        ) from None


def _whole(path: Path) -> int:
    """Up to where lines are complete, in bytes."""
    return path.read_bytes().rfind(b"\n") + 1


def _keep_name(folder: Path) -> None:
    """A new file is found again after a crash only once its folder is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _path() -> Path:
    if not settings.ERASURE_LIST:
        raise ImproperlyConfigured("ERASURE_LIST is not set. Name a file outside the database.")
    return Path(settings.ERASURE_LIST)
