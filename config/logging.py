"""Log lines: JSON or plain, one line each, UTC, with what belongs to people taken out.

What is logged on purpose are codes, counts, uids and routes. The rest of this file is for what
others log: paths, quoted values, rows in database errors, arguments of tasks.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from config.tracing import route_of, trace

# An e-mail address, a NIP or NIK (also in groups), a row quoted by a database error: its values
# may be of several lines, so everything up to the next part of a traceback goes.
PERSONAL = (
    re.compile(r"[^\s@<>\"'(),:;]+@[^\s@<>\"'(),:;]+"),
    re.compile(r"\b\d(?:[ .-]?\d){15,17}\b"),
    re.compile(r"(?<=DETAIL:).*?(?=\n\n(?:The above|During handling)|\Z)", re.DOTALL),
)
# What stands in quotes, and a row as a database shows it.
QUOTED = re.compile(r"(?P<open>['\"“])(?P<words>.*?)(?P<close>['\"”]|$)")
ROW = re.compile(r"(?<==)\(.*|(?<=contains )\(.*")
NAME_OF_A_THING = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
REMOVED = "[removed]"


def scrub(text: str) -> str:
    for pattern in PERSONAL:
        text = pattern.sub(REMOVED, text)
    return text


def _unless_a_thing(quoted: re.Match[str]) -> str:
    return quoted[0] if NAME_OF_A_THING.fullmatch(quoted["words"]) else REMOVED


def said(error: BaseException) -> str:
    """The first line of what an error says, without the values it quotes."""
    if isinstance(error, ImproperlyConfigured):  # our own words, for whoever starts a server
        return scrub(str(error))
    first = str(error).strip().partition("\n")[0]
    return scrub(ROW.sub(REMOVED, QUOTED.sub(_unless_a_thing, first)))


def told(error: BaseException) -> str:
    """An error and what caused it, each with the places it went through and nothing they held."""
    return "\n".join(line for link in _chain(error) for line in _link(link))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _link(error: BaseException) -> Iterator[str]:
    words = said(error)
    yield f"{type(error).__module__}.{type(error).__qualname__}{': ' * bool(words)}{words}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"


class WithoutOthersWords(logging.Filter):
    """Takes out of other packages' records what they put there about somebody."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            _without_path(record, request)
        elif record.exc_info and isinstance(record.args, Mapping) and "exc" in record.args:
            record.args = {**record.args, "exc": "", "args": "", "kwargs": ""}  # Celery
        elif record.name == "gunicorn.error" and str(record.msg).startswith(GUNICORN_NAMES_PATH):
            record.msg, record.args = GUNICORN_NAMES_PATH, ()
        return True


GUNICORN_NAMES_PATH = "Error handling request"


def _without_path(record: logging.LogRecord, request: HttpRequest) -> None:
    """Django ends its arguments with the path; without any its message is what an error says."""
    if isinstance(record.args, tuple) and record.args:
        record.args = (*record.args[:-1], route_of(request))
    elif record.exc_info and record.exc_info[0]:
        record.msg = record.exc_info[0].__name__


def moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def error_of(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return told(error) if error else ""


def marks_of(record: logging.LogRecord) -> Mapping[str, Any]:
    return {**trace.get(), **getattr(record, "facts", {})}


class JsonLines(logging.Formatter):
    """One JSON object a line; line breaks inside a message are escaped by the format itself."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": moment(record),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": scrub(record.getMessage()),
            **marks_of(record),
        }
        if error := error_of(record):
            line["error"] = error
        return json.dumps(line, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """For people at a terminal; a message cannot begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        message = scrub(record.getMessage()).replace("\r", "\\r").replace("\n", "\\n")
        words = [message, *(f"{name}={value}" for name, value in marks_of(record).items())]
        line = f"{moment(record)} {record.levelname} {record.name}: {' '.join(words)}"
        if error := error_of(record):
            line += "\n" + error
        return line


def logging_settings(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error in one form, `json` or `plain`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"words": {"()": named(WithoutOthersWords)}},
        "formatters": {"line": {"()": named({"json": JsonLines, "plain": PlainLines}[form])}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["words"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # These name every path; config.tracing names the routes.
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "gunicorn.error": {"handlers": ["stderr"], "level": level, "propagate": False},
            # Celery names every task and its arguments at INFO.
            "celery": {"level": "WARNING"},
            # aiosmtpd shows whole conversations at INFO.
            "mail": {"level": "WARNING"},
        },
    }


def named(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
