"""The caught mails as they lie in the folder, read back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path

from config.demo.catcher import RECIPIENT, SUFFIX


@dataclass(frozen=True, slots=True)
class Letter:
    """`sent_at` is what the mail's own Date says: the time of the demo's clock."""

    number: str
    address: str
    subject: str
    sent_at: datetime
    message_id: str
    text: str
    html: str
    invitation: str


def caught(folder: Path) -> list[Letter]:
    """Every mail, the newest first."""
    return [_read(path, path.stat().st_mtime_ns) for path in sorted(_files(folder), reverse=True)]


def find(folder: Path, number: str) -> Letter | None:
    """The mail of a number; None if there is no such mail."""
    path = folder / f"{number}{SUFFIX}"
    return _read(path, path.stat().st_mtime_ns) if number.isdigit() and path.exists() else None


def _files(folder: Path) -> Iterator[Path]:
    return folder.glob(f"*{SUFFIX}")


@lru_cache(maxsize=4096)
def _read(path: Path, _changed: int) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Letter(
        number=path.stem,
        address=str(message[RECIPIENT] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=message["Date"].datetime,
        message_id=str(message["Message-ID"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        invitation=_part(message, "calendar"),
    )


def _part(message: EmailMessage, subtype: str) -> str:
    for part in message.walk():
        if part.get_content_type() == f"text/{subtype}":
            return str(part.get_content()).strip()
    return ""
