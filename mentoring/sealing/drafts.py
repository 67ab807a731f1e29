"""Drafts are sealed under a key of their own, made of each key-encryption key of SEALING_KEYS."""

from mentoring.sealing import keys
from mentoring.sealing.keys import CannotOpen


def close(text: str, about: str) -> tuple[str, bytes]:
    """The id of the key in use, and the text under it; the same `about` is needed to open it."""
    kek = keys.in_use()
    return kek, keys.draft_key(kek).close(text.encode(), about.encode())


def open_again(sealed: bytes, kek: str, about: str) -> str | None:
    """None if the key is gone, or it was changed or closed about something else."""
    try:
        return keys.draft_key(kek).open(sealed, about.encode()).decode()
    except CannotOpen:
        return None
