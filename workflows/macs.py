"""Message codes over what a chain says, under a key that is named; older keys stay known."""

import hmac
import json
from typing import Any

from django.conf import settings

canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def key_in_use() -> str:
    return str(next(iter(settings.RECORD_KEYS)))


def mac(content: list[Any], key_id: str) -> str:
    """HMAC-SHA256 as hex; a KeyError means its key is no longer known."""
    key = settings.RECORD_KEYS[key_id]
    return hmac.digest(key, canonical(content).encode(), "sha256").hex()
