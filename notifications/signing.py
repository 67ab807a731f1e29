"""Signatures by the Standard Webhooks specification: HMAC-SHA256 over id, time and body."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
VERSION = "v1"
LENGTH = 32  # bytes


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(LENGTH)).decode()


def signature(secret: str, key: str, at: int, body: bytes) -> str:
    """`at` is in seconds since 1970. Raises ValueError if the secret is none."""
    raw = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    digest = hmac.new(raw, f"{key}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"{VERSION},{base64.b64encode(digest).decode()}"


def headers(known: Iterable[str], key: str, at: int, body: bytes) -> dict[str, str]:
    """Signed with each of the secrets, so that one can be replaced while both are known."""
    return {
        "webhook-id": key,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(secret, key, at, body) for secret in known),
    }
