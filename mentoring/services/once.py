"""A form sent twice acts once: its token is spent in the same transaction as the change."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from mentoring.models.idempotency import IdempotencyKey
from workflows.machine import Machine

Subject = TypeVar("Subject", bound=Machine)

DONE = 303
LIFE = timedelta(days=7)
PREFIX = "form:"


def once(
    token: str, act: Callable[[], Subject], *, by: AbstractBaseUser, now: datetime, digest: str = ""
) -> Subject | IdempotencyKey:
    """What `act` returns, or the spent key if a form with this token has acted before.

    A refusal spends nothing: the form may be mended and sent again.
    """
    spent = {"user": by, "key": f"{PREFIX}{token}"}
    with transaction.atomic():
        try:
            with transaction.atomic():
                key = IdempotencyKey.objects.create(
                    **spent, digest=digest, status=DONE, created_at=now
                )
        except IntegrityError:
            return IdempotencyKey.objects.get(**spent)
        done = act()
        key.subject_kind, key.subject_uid = done.kind, done.uid
        key.subject_version = done.version
        key.save(update_fields=["subject_kind", "subject_uid", "subject_version"])
    return done


def digest_of(body: str) -> str:
    """Of what was sent, under a key of this server: with the rows alone no text can be guessed."""
    return salted_hmac("bimbing: what was sent", body, algorithm="sha256").hexdigest()


def read_token(data: Mapping[str, Any]) -> str:
    """The token a form carries; a form without a sound one stands for itself."""
    try:
        return str(UUID(str(data.get("token", ""))))
    except ValueError:
        return str(uuid4())


def is_spent(token: str, *, by: User) -> bool:
    """Whether a form with this token has acted."""
    return IdempotencyKey.objects.filter(user=by, key=f"{PREFIX}{token}").exists()


def forget_old(now: datetime) -> None:
    """Tokens of forms and keys of the API: after so long a repetition is a new request."""
    IdempotencyKey.objects.filter(created_at__lt=now - LIFE).delete()
