"""What an address is for, apart from the keys in it."""

import re
from urllib.parse import urlsplit

from django.urls import Resolver404, ResolverMatch, resolve

UID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def route(url: str) -> str:
    """The name of the address, as the permission table has it."""
    found = _match(url)
    return found.view_name if found else ""


def step(url: str) -> str:
    """Which transition an address is for."""
    found = _match(url)
    return str(found.kwargs.get("name", "")) if found else ""


def kind(url: str) -> str:
    """The path with its keys left out, so that the same fault is told once."""
    return re.sub(r"\d{2,}", "…", UID.sub("…", urlsplit(url).path))


def _match(url: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(url).path)
    except Resolver404:
        return None
