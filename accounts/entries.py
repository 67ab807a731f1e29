"""Keys for one entry: issued, recognised, and spent together with the new password.

A link's token is signed for its purpose; a slip's code is typed by hand. Only digests are kept.
"""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import visits
from accounts.models import EntryKey, User

Purpose = EntryKey.Purpose

LIFETIMES = {
    Purpose.INVITE: timedelta(days=3),
    Purpose.RECOVER: timedelta(hours=1),
    Purpose.SLIP: timedelta(days=30),
}
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # nothing that looks like something else
CODE_LENGTH = 10


class Spent(Exception):
    """The key has been used, or its time is over."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is printed on a slip, and kept nowhere."""

    token: str
    code: str

    @property
    def shown_code(self) -> str:
        return f"{self.code[:5]}-{self.code[5:]}"


def issue_mail(user: User, purpose: EntryKey.Purpose, *, now: datetime) -> EntryKey:
    """A key whose link goes out by mail with the next round (accounts.letters)."""
    key = _fresh(user, purpose, now)
    key.mail_at = now
    key.save(force_insert=True)
    return key


@transaction.atomic
def issue_slips(users: Iterable[User], *, now: datetime) -> dict[int, Secrets]:
    """By user's primary key; earlier slips of these users are worth nothing from now on."""
    keys = {user.pk: _fresh(user, Purpose.SLIP, now) for user in users}
    codes = {pk: "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for pk in keys}
    for pk, key in keys.items():
        key.code_digest = _code_digests(codes[pk])[0]
    old = EntryKey.objects.filter(user__in=list(keys), purpose=Purpose.SLIP, spent_at=None)
    old.update(spent_at=now)
    EntryKey.objects.bulk_create(keys.values())
    return {pk: Secrets(token_of(key), codes[pk]) for pk, key in keys.items()}


def recognise(token: str, *, now: datetime) -> EntryKey | None:
    """The usable key a link's token stands for."""
    if "\0" in token:
        return None
    found = EntryKey.objects.usable(now).filter(digest=_digest(token))
    key = found.select_related("user").first()
    return key if key and _signed(token, key) else None


def recognise_code(user: User | None, code: str, *, now: datetime) -> EntryKey | None:
    """The usable slip of a user with this code, however it is typed."""
    plain = "".join(letter for letter in code.upper() if letter in ALPHABET)
    slips = EntryKey.objects.usable(now).filter(user=user, purpose=Purpose.SLIP)
    digests = _code_digests(plain)
    for key in slips.select_related("user"):
        if any(constant_time_compare(key.code_digest, digest) for digest in digests):
            return key
    return None


@transaction.atomic
def enter(key: EntryKey, *, password: str, now: datetime) -> User:
    """Spend the key and every other one of its user, set the password, end all sessions."""
    user = spend(key, now=now)
    user.set_password(password)
    user.save(update_fields=["password"])
    visits.end_all(user)
    return user


@transaction.atomic
def spend(key: EntryKey, *, now: datetime) -> User:
    """Raises Spent if somebody was faster."""
    user = User.objects.select_for_update().get(pk=key.user_id)
    if not EntryKey.objects.usable(now).filter(pk=key.pk).exists():
        raise Spent
    EntryKey.objects.filter(user=user, spent_at=None).update(spent_at=now, mail_at=None)
    return user


def token_of(key: EntryKey) -> str:
    return _signer(key.purpose).sign(key.uid.hex)


def address_of(token: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("account_enter", args=[token])


def forget_old(*, now: datetime) -> None:
    EntryKey.objects.filter(expires_at__lt=now - timedelta(days=90)).delete()


def _fresh(user: User, purpose: EntryKey.Purpose, now: datetime) -> EntryKey:
    key = EntryKey(
        uid=uuid.uuid4(),
        user=user,
        purpose=purpose,
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
    )
    key.digest = _digest(token_of(key))
    return key


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"accounts.entry.{purpose}", sep=".")


def _signed(token: str, key: EntryKey) -> bool:
    try:
        return _signer(key.purpose).unsign(token) == key.uid.hex
    except BadSignature:
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _code_digests(code: str) -> list[str]:
    """By the key in use first, then by earlier ones: a dump of the database is no help alone."""
    return [
        salted_hmac("accounts.slip", code, secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
