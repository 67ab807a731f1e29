"""Typed reading of environment variables; a wrong value names the variable and how to mend it."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file that NAME_FILE points at; needed if no default."""
    from_file = os.environ.get(f"{name}_FILE")
    if from_file:
        return _content(f"{name}_FILE", Path(from_file))
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it in the environment; .env.example explains it."
        )
    return value


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}={path} cannot be read: {error.strerror}.") from None


def boolean(name: str, *, default: bool) -> bool:
    word = text(name, str(default)).strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name}={word!r} is neither yes nor no. Write 1 or 0.")


def integer(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None


def choice(name: str, options: Collection[str], default: str) -> str:
    value = text(name, default).strip().lower()
    if value not in options:
        known = ", ".join(sorted(options))
        raise ImproperlyConfigured(f"{name}={value!r} is not one of: {known}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; spaces around items and empty items are dropped."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


class Secret(bytes):
    """A key that no listing of settings shows."""

    def __repr__(self) -> str:
        return "[secret]"

    __str__ = __repr__


def keys(name: str, default: str | None = None) -> dict[str, bytes]:
    """Named secret keys written `id:secret,id:secret`; the first is the one in use."""
    found: dict[str, bytes] = {}
    for item in text(name, default).split(","):
        key_id, colon, secret = item.strip().partition(":")
        if not (colon and key_id and secret) or key_id in found:
            raise ImproperlyConfigured(
                f"{name} must be written id:secret,id:secret, newest first, each id once."
            )
        found[key_id] = Secret(secret.encode())
    return found


PREPARED = {"prepare_threshold": 0, "options": "-c random_page_cost=1.1"}
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def database(
    name: str, default: str, *, password: str = "", prepared: bool = True
) -> dict[str, Any]:
    """A Django database from `sqlite:///path` or `postgresql://user:secret@host:port/name`.

    `password` is used where the address has none; `prepared` says whether hot paths may prepare
    their statements, which no pooler may do away with in between. Prepared plans are made for
    everybody: told that rows are not on a turning disk, they follow an index and stop after a page.
    """
    url = urlsplit(text(name, default))
    if url.scheme == "sqlite":
        return _sqlite(name, unquote(url.path[1:]))
    if url.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path[1:]),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or "") or password,
            "HOST": unquote(url.hostname or ""),
            "PORT": str(_port(name, url.netloc) or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                **(PREPARED if prepared else {}),
                **dict(parse_qsl(url.query)),
            },
        }
    raise ImproperlyConfigured(f"{name} must begin with sqlite:/// or postgresql://")


def _sqlite(name: str, path: str) -> dict[str, Any]:
    if not path:
        raise ImproperlyConfigured(f"{name} names no file. Write sqlite:///folder/file.sqlite3")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": dict(SQLITE_OPTIONS),
    }


def _port(name: str, netloc: str) -> int | None:
    try:
        return urlsplit(f"//{netloc}").port
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a port that is not a number below 65536.") from None
