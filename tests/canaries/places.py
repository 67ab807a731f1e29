"""Everywhere a canary could have flown to: each place yields what is found where it may not be."""

import base64
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection

from tests.canaries.flock import Flock, words_in
from tests.canaries.stage import Stage
from tests.servers.postgresql import packaged

COPY = re.compile(r'COPY (?:\w+\.)?"?(\w+)"? \((.*)\) FROM stdin;')
END = "\\."
TASK = re.compile(rb'\\"body\\": \\"([A-Za-z0-9+/=]+)\\"')


@dataclass(frozen=True, slots=True, order=True)
class Stray:
    """A canary out of its place."""

    place: str
    kind: str
    where: str


def everywhere(stage: Stage, flock: Flock) -> Iterator[Stray]:
    """All but the pages."""
    yield from in_files(stage, flock)
    yield from in_redis(stage, flock)
    yield from in_mails(stage, flock)
    yield from in_webhooks(stage, flock)
    yield from in_dump(stage, flock)
    yield from in_a_shell(flock)


def in_files(stage: Stage, flock: Flock) -> Iterator[Stray]:
    """Logs, with the errors in them; what was kept, and what came and went, in folders."""
    held = {f"log of {name}": path.read_bytes() for name, path in stage.logs.items()}
    held |= {f"temporary {name}": data for name, data in stage.temporary.items()}
    kept = [*stage.data.rglob("*"), *(stage.folder / "tmp").rglob("*")]
    held |= {f"file {path.name}": path.read_bytes() for path in kept if path.is_file()}
    if log := _log_of_the_server():
        held["log of the database"] = log.read_bytes()
    for name, data in held.items():
        yield from _all(name.partition(" ")[0], name, data, flock)


def _log_of_the_server() -> Path | None:
    """Where the tests have started it themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        path = Path(cursor.fetchone()[0]).parent / "log"
    return path if path.is_file() else None


def in_redis(stage: Stage, flock: Flock) -> Iterator[Stray]:
    """What was told to it, and what it holds; a task carries nothing at all."""
    traffic = bytes(stage.traffic)
    yield from _all("redis", "traffic", traffic, flock)
    for path in stage.broker.folder.rglob("*"):
        if path.is_file():
            yield from _all("redis", path.name, path.read_bytes(), flock)
    for positional, named, _options in tasks_in(stage):
        if positional or named:
            yield Stray("task", "an argument", f"{positional} {named}")


def tasks_in(stage: Stage) -> list[Any]:
    """Arguments, named arguments and options of every task; what workers tell each other is left
    out."""
    bodies = [json.loads(base64.b64decode(body)) for body in TASK.findall(bytes(stage.traffic))]
    return [body for body in bodies if isinstance(body, list)]


def in_mails(stage: Stage, flock: Flock) -> Iterator[Stray]:
    for mail in stage.postbox.messages:
        for word in flock.seen_in(_said(mail)):
            canary = flock.out[word]
            if not canary.kind.public and mail["X-RcptTo"] not in canary.mailed:
                yield Stray("mail", canary.kind.name, str(mail["Subject"]))


def _said(mail: EmailMessage) -> bytes:
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    texts = [part if isinstance(part, bytes) else str(part).encode() for part in parts]
    return b"\n".join([mail.as_bytes(), *texts])


def in_webhooks(stage: Stage, flock: Flock) -> Iterator[Stray]:
    for headers, body in stage.hook.posts:
        yield from _all("webhook", "a program", repr(headers).encode() + body, flock)


def in_a_shell(flock: Flock) -> Iterator[Stray]:
    """As somebody sees rows who looks at them without a page."""
    for model in apps.get_models():
        shown = "\n".join(f"{row!r} {row}" for row in model._base_manager.all())
        for word in flock.seen_in(shown.encode()):
            if not flock.out[word].kind.public:
                yield Stray("shell", flock.out[word].kind.name, model._meta.label)


def dumped(stage: Stage) -> str:
    """The database as a backup holds it."""
    program = packaged() / "bin" / "pg_dump"
    command = [str(program), "--data-only", "--no-owner", stage.database.url]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def in_dump(stage: Stage, flock: Flock) -> Iterator[Stray]:
    table, columns = "", []
    for line in dumped(stage).split("\n"):
        if begun := COPY.match(line):
            table, columns = begun[1], begun[2].replace('"', "").split(", ")
        elif line == END:
            table = ""
        elif table and words_in(line.encode()):
            for column, value in zip(columns, line.split("\t"), strict=True):
                yield from _in_column(f"{table}.{column}", value, flock)
    for row in Session.objects.all():
        told = json.dumps(row.get_decoded(), default=str)
        yield from _all("dump", "a session", told.encode(), flock)


def _in_column(column: str, value: str, flock: Flock) -> Iterator[Stray]:
    for word in flock.seen_in(value.encode()):
        kind = flock.out[word].kind
        if not kind.public and column not in kind.homes:
            yield Stray("dump", kind.name, column)


def _all(place: str, name: str, data: bytes, flock: Flock) -> Iterator[Stray]:
    for word in flock.seen_in(data):
        yield Stray(place, flock.out[word].kind.name, name)
