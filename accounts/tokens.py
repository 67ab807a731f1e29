"""Machines sign in by a token: "Authorization: Bearer …". The database keeps its digest."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts import hooks
from accounts.clock import now
from accounts.models import ApiToken, User

PREFIX = "bimbing_"  # so that scanners for leaked secrets can find it
LONGEST_LIFE = timedelta(days=366)
NOTED_EVERY = timedelta(minutes=5)
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


@transaction.atomic
def issue(
    user: User,
    *,
    name: str,
    scope: ApiToken.Scope,
    life: timedelta,
    now: datetime,
    by: User | None = None,
) -> tuple[ApiToken, str]:
    """The row, and the secret that is shown this once. `by` is nobody if a command issues it.

    Raises ValueError for a life too long.
    """
    if not timedelta() < life <= LONGEST_LIFE:
        raise ValueError(f"a token lives for one day to {LONGEST_LIFE.days} days")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        scope=scope,
        digest=digest(secret),
        created_at=now,
        expires_at=now + life,
    )
    _tell(hooks.TOKEN_ISSUED, token, by, now)
    return token, secret


def revoke(user: User, uid: str, *, now: datetime) -> bool:
    """One of the user's own, by its uid; False if there is no such token in use."""
    own = ApiToken.objects.filter(user=user, revoked_at=None)
    chosen = [token.pk for token in own if token.uid.hex == uid]
    return revoke_all(own.filter(pk__in=chosen), by=user, now=now) > 0


@transaction.atomic
def revoke_all(rows: QuerySet[ApiToken], *, by: User, now: datetime) -> int:
    """Those of them that were not revoked yet; how many."""
    held = rows.filter(revoked_at=None).select_for_update(of=("self",)).select_related("user")
    chosen = list(held.order_by("pk"))
    for token in chosen:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        _tell(hooks.TOKEN_REVOKED, token, by, now)
    return len(chosen)


def _tell(what: str, token: ApiToken, by: User | None, now: datetime) -> None:
    """Not the token's name: somebody typed it."""
    facts = {
        "user": str(token.user.uid),
        "scope": str(token.scope),
        "expires_at": token.expires_at.isoformat(),
    }
    hooks.tell(hooks.RightsChange(what, str(token.uid), facts, token.user, by, now))


def recognise(secret: str, *, now: datetime) -> ApiToken | None:
    if not has_form(secret):
        return None
    valid = ApiToken.objects.valid(now).select_related("user")
    return valid.filter(digest=digest(secret)).first()


def has_form(secret: str) -> bool:
    return _FORM.fullmatch(secret) is not None


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        keyword, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if keyword.casefold() != self.keyword.casefold():
            return None
        moment = now()
        token = self.recognise(secret.strip(), now=moment)
        if token is None:
            raise AuthenticationFailed(_("This token is not valid, has run out or was revoked."))
        if token.last_used_at is None or token.last_used_at < moment - NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)
        return token.user, token

    def recognise(self, secret: str, *, now: datetime) -> ApiToken | None:
        return recognise(secret, now=now)

    def authenticate_header(self, request: Request) -> str:
        return f'{self.keyword} realm="api"'


class TokenScope(BasePermission):
    """Reading needs `read`, everything else `write`; people with a session have both."""

    message = _("This token may only read.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        needed = "read" if request.method in SAFE_METHODS else "write"
        return needed in request.auth.scopes
