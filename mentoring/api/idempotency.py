"""Idempotency-Key: a repeated request has its effect once and is answered anew each time."""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from mentoring.api.errors import Problem, field_problem
from mentoring.api.serializers.strict import PASSWORD
from mentoring.models import IdempotencyKey
from mentoring.services.once import digest_of
from workflows.machine import Machine

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
NOT_A_KEY = _("This cannot serve as a key.")
SEND_A_KEY = _("Send 1 to 200 printable characters without spaces, such as a random UUID.")
ANOTHER_REQUEST = _("This key was sent before with another body.")
NEW_KEY = _("Use a new key for a new body, or repeat the old one unchanged.")


class _Taken(Exception):
    """The key has a row already."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which subject a request changed; `fresh` is at hand when it happened just now."""

    uid: uuid.UUID
    fresh: Machine | None


def once(
    request: Request,
    act: Callable[[], Machine],
    *,
    status: int,
    now: datetime,
    found: Machine | None = None,
) -> Outcome:
    """Do `act` unless this person's key says it was done; a refused act leaves the key free.

    `found` is the subject as it stands before: what is noted of its next version seldom needs to
    be mended afterwards.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return _done(act())
    if not _KEY.fullmatch(key):
        raise field_problem(HEADER, NOT_A_KEY, remedy=SEND_A_KEY)
    user: Any = request.user
    row = IdempotencyKey(user=user, key=key, digest=_digest(request), status=status, created_at=now)
    if found is not None:
        row.subject_kind, row.subject_uid = found.kind, found.uid
        row.subject_version = found.version + 1
    try:
        with transaction.atomic():
            _take(row)
            return _kept(row, act())
    except _Taken:
        return _repeated(row)


def _done(subject: Machine) -> Outcome:
    return Outcome(subject.uid, subject)


def _take(row: IdempotencyKey) -> None:
    """On PostgreSQL a twin waits here until the first has committed or given up."""
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise _Taken from error


def _kept(row: IdempotencyKey, subject: Machine) -> Outcome:
    done = {
        "subject_kind": subject.kind,
        "subject_uid": subject.uid,
        "subject_version": subject.version,
    }
    if any(getattr(row, name) != value for name, value in done.items()):
        IdempotencyKey.objects.filter(pk=row.pk).update(**done)
    return _done(subject)


def _repeated(row: IdempotencyKey) -> Outcome:
    known = IdempotencyKey.objects.get(user=row.user, key=row.key)
    if known.digest != row.digest or known.subject_uid is None:
        fault = field_problem(HEADER, ANOTHER_REQUEST, remedy=NEW_KEY).errors
        raise Problem(422, "key_reused", ANOTHER_REQUEST, fault)
    return Outcome(known.subject_uid, None)


def _told(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    value.seek(0)
    text = value.read().decode("latin-1")
    value.seek(0)
    return digest_of(text)


def _digest(request: Request) -> str:
    """Of all but a password; of a file it is what is in it."""
    data = request.data
    if isinstance(data, dict):
        data = {name: _told(value) for name, value in data.items() if name != PASSWORD}
    body = json.dumps(data, sort_keys=True, cls=DjangoJSONEncoder)
    return digest_of(f"{request.method} {request.path} {body}")
