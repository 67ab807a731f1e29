"""Keys: one data key a case, wrapped under a key-encryption key that the database never sees.

The key-encryption keys come from SEALING_KEYS by their ids; the first is the one in use.
"""

import os
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

LENGTH = 32  # bytes: AES-256
NONCE = 12  # bytes


class CannotOpen(Exception):
    """What is sealed stays so; the message says why, and nothing of what it is."""


class KeyMissing(CannotOpen):
    """The installation no longer has, or does not have yet, a key-encryption key by that id."""


class SealBroken(CannotOpen):
    """Changed, moved to where it was not sealed, or sealed under another key."""


class Key:
    """A key of AES-256-GCM that shows itself to nobody."""

    __slots__ = ("__cipher", "__secret")

    def __init__(self, secret: bytes) -> None:
        self.__secret = secret
        self.__cipher = AESGCM(secret)

    def close(self, plain: bytes, about: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self.__cipher.encrypt(nonce, plain, about)

    def open(self, closed: bytes, about: bytes) -> bytes:
        """SealBroken unless it was closed with this key and about the same."""
        try:
            return self.__cipher.decrypt(closed[:NONCE], closed[NONCE:], about)
        except (InvalidTag, ValueError):
            raise SealBroken(
                "It was changed, belongs elsewhere, or is under another key."
            ) from None

    def wrapped_by(self, other: "Key", about: bytes) -> bytes:
        return other.close(self.__secret, about)

    def __repr__(self) -> str:
        return "[key]"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("A key is neither pickled nor copied.")


def new_key() -> Key:
    return Key(os.urandom(LENGTH))


def in_use() -> str:
    """The id of the key-encryption key that new data keys are wrapped under."""
    return next(iter(settings.SEALING_KEYS))


def wrap(key: Key, about: bytes) -> bytes:
    """Under the key-encryption key in use."""
    return key.wrapped_by(_key_encryption_key(in_use()), about)


def unwrap(wrapped: bytes, kek: str, about: bytes) -> Key:
    return Key(_key_encryption_key(kek).open(wrapped, about))


def draft_key(kek: str) -> Key:
    """What drafts are sealed under, made of the key-encryption key of that id; or KeyMissing."""
    return _derived(kek, b"bimbing: drafts")


def _key_encryption_key(kek: str) -> Key:
    return _derived(kek, b"bimbing: key-encryption key")


def _derived(kek: str, use: bytes) -> Key:
    secret = settings.SEALING_KEYS.get(kek)
    if secret is None:
        raise KeyMissing(
            f"SEALING_KEYS has no key {kek!r}, under which there are notes. Put it back."
        )
    made = HKDF(algorithm=SHA256(), length=LENGTH, salt=None, info=use)
    return Key(made.derive(secret))
