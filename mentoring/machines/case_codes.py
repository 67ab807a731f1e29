"""What changes of class C are called in addresses: a history tells nothing."""

import hashlib


def code_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]
