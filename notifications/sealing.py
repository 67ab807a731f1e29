"""Text sealed where it lies: AES-256-GCM, bound to what it is about; this server alone opens it."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

NONCE = 12  # bytes


def seal(text: str, *, about: str) -> bytes:
    """Under a key made from SECRET_KEY. The same `about` is needed to open it."""
    nonce = os.urandom(NONCE)
    return nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), about.encode())


def unseal(sealed: bytes, *, about: str) -> str | None:
    """None if it was sealed about something else, was changed, or under a key that is gone."""
    nonce, text = sealed[:NONCE], sealed[NONCE:]
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(key).decrypt(nonce, text, about.encode()).decode()
        except (InvalidTag, ValueError):
            continue
    return None


def _cipher(key: str | bytes) -> AESGCM:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bimbing: sealed text")
    return AESGCM(made.derive(force_bytes(key)))
