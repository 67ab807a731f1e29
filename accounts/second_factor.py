"""A second factor: the six digits an authenticator shows, or one of ten codes on paper.

allauth's table and arithmetic; ours is that a code works once whichever process is asked, by our
clock, and that guessing gets slow.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts import delays
from accounts.adapter import have_to_wait
from accounts.models import User

PERIOD = 30  # seconds
LAST = "last_step"
SALT = "accounts.second_factor"
OFFER_AGE = 3600  # seconds


def is_set_up(user: User) -> bool:
    found: bool = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return found


def offer(user: User) -> str:
    """A secret this user may set up, signed; the page carries it until a code has proven it."""
    return signing.dumps([user.uid.hex, generate_totp_secret()], salt=SALT)


def secret_of(user: User, signed: str) -> str:
    """What was offered to this user; ValidationError if it was not, or too long ago."""
    try:
        whose, secret = signing.loads(signed, salt=SALT, max_age=OFFER_AGE)
    except signing.BadSignature:
        whose, secret = "", ""
    if whose != user.uid.hex:
        said = _("This page was open for too long. Open it again and scan the new picture.")
        raise ValidationError(said, code="old")
    return str(secret)


def picture(user: User, secret: str) -> str:
    """The secret as a QR code for an authenticator: a data address of an SVG."""
    address = get_adapter().build_totp_url(user, secret)
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=2))


@transaction.atomic
def set_up(user: User, secret: str, code: str, *, now: datetime) -> list[str]:
    """The codes for paper, shown once; ValidationError if the authenticator shows other digits."""
    step = _step_of(secret, code, now)
    if step is None:
        raise wrong()
    remove(user)
    found = TOTP.activate(user, secret).instance
    found.data[LAST] = step
    found.save(update_fields=["data"])
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes


def remove(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()


def check(user: User, code: str, *, now: datetime) -> None:
    """Spend a code of this user. ValidationError if it is wrong, was used, or one has to wait."""
    buckets = {delays.bucket("second factor", user.uid.hex): delays.PASSWORD}
    wait = delays.take_turn(buckets, now=now)
    if wait:
        raise have_to_wait(wait)
    if not _spent(user, code, now):
        raise wrong()
    delays.forgive(buckets, now=now)


def wrong() -> ValidationError:
    said = _("This code is not right, or was used before. Take the one that is shown now.")
    return ValidationError(said, code="wrong")


@transaction.atomic
def _spent(user: User, code: str, now: datetime) -> bool:
    held: Any = Authenticator.objects.select_for_update().filter(user=user)
    for found in held.order_by("pk"):
        if found.type == Authenticator.Type.TOTP:
            step = _step_of(get_adapter().decrypt(found.data["secret"]), code, now)
            if step is None or step <= found.data.get(LAST, 0):
                continue
            found.data[LAST] = step
            found.last_used_at = now
            found.save(update_fields=["data", "last_used_at"])
            return True
        if RecoveryCodes(found).validate_code(code):
            return True
    return False


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute that shows this code: the present one, or the one before or after."""
    given = "".join(code.split())
    for step in _steps(now):
        if constant_time_compare(given, format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def _steps(now: datetime) -> Iterator[int]:
    here = int(now.timestamp()) // PERIOD
    yield from (here, here - 1, here + 1)
