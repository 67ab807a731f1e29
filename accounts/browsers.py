"""Browsers known from an earlier sign-in. Their tries are counted apart, so that a stranger who
guesses at somebody's password makes only strangers wait.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts import delays, identity
from accounts.models import User

MAX_AGE = 180 * 24 * 3600  # seconds
SALT = "accounts.browser"


def remember(response: HttpResponseBase, user: User) -> None:
    value = signing.dumps({"user": user.uid.hex, "id": secrets.token_urlsafe(12)}, salt=SALT)
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        value,
        max_age=MAX_AGE,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def buckets(request: HttpRequest, login: str, *, address: str) -> delays.Buckets:
    """What a try to sign in as `login` counts for."""
    known = _known(request, login)
    if known:
        return {delays.bucket("browser", known): delays.PASSWORD}
    return strangers("login", delays.PASSWORD, login, address=address)


def strangers(kind: str, pace: delays.Pace, login: str, *, address: str) -> delays.Buckets:
    """By what was typed, known or not, and by where it came from."""
    found = {delays.bucket(kind, identity.canonical(login)): pace}
    if address:
        found[delays.bucket("address", address)] = delays.ADDRESS
    return found


def _known(request: HttpRequest, login: str) -> str:
    """The mark of this browser, if it is known for the user meant."""
    cookie = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, "")
    if not cookie:
        return ""
    try:
        mark = signing.loads(cookie, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return ""
    user = identity.only(login)
    return str(mark["id"]) if user and user.uid.hex == mark["user"] else ""
