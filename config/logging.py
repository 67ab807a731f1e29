"""Log lines: JSON or plain, one line each, UTC, with addresses and numbers of people taken out."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

# An e-mail address, a NIP or NIK (also in groups), a row quoted by a database error: its values
# may be of several lines, so everything up to the next part of a traceback goes.
PERSONAL = (
    re.compile(r"[^\s@<>\"'(),:;]+@[^\s@<>\"'(),:;]+"),
    re.compile(r"\b\d(?:[ .-]?\d){15,17}\b"),
    re.compile(r"(?<=DETAIL:).*?(?=\n\n(?:The above|During handling)|\Z)", re.DOTALL),
)
REMOVED = "[removed]"


def scrub(text: str) -> str:
    for pattern in PERSONAL:
        text = pattern.sub(REMOVED, text)
    return text


def moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class JsonLines(logging.Formatter):
    """One JSON object a line; line breaks inside a message are escaped by the format itself."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": moment(record),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": scrub(record.getMessage()),
        }
        if record.exc_info:
            line["error"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """For people at a terminal; a message cannot begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        message = scrub(record.getMessage()).replace("\r", "\\r").replace("\n", "\\n")
        line = f"{moment(record)} {record.levelname} {record.name}: {message}"
        if record.exc_info:
            line += "\n" + scrub(self.formatException(record.exc_info))
        return line


def logging_settings(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error in one form, `json` or `plain`."""
    formatter = {"json": JsonLines, "plain": PlainLines}[form]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{formatter.__module__}.{formatter.__qualname__}"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            # Celery names every task and its arguments at INFO.
            "celery": {"level": "WARNING"},
            # aiosmtpd shows whole conversations at INFO.
            "mail": {"level": "WARNING"},
        },
    }
