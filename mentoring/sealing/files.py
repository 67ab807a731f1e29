"""The cipher of files: AES-256-GCM under a key of the file's own, bound to the file and its case.

That key is the text of a sealed note of the case. So a file opens only where its note does, with
the same record; it is turned with the note's key, and erased with it.
"""

import os
from uuid import UUID

from mentoring.sealing.keys import LENGTH, Key, SealBroken


def seal_file(content: bytes, file: UUID, case: UUID) -> tuple[str, bytes]:
    """The text for the note, and the sealed bytes."""
    secret = os.urandom(LENGTH)
    return secret.hex(), Key(secret).close(content, _about(file, case))


def disclose_file(sealed: bytes, text: str, file: UUID, case: UUID) -> bytes:
    """Raises SealBroken. `text` is what the note has given, and so is on record."""
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        raise SealBroken("The note of the file holds no key.") from None
    return Key(secret).open(sealed, _about(file, case))


def _about(file: UUID, case: UUID) -> bytes:
    return f"file {file} {case}".encode()
