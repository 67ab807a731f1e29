"""Signing in by password. Known or not, active or not: the same work, the same answer."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts import identity
from accounts.models import User


class EntryBackend(ModelBackend):
    """One password check for every attempt, so that its time tells nothing."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_other: Any,
    ) -> User | None:
        if not username or not password:
            return None
        user = identity.only(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) else None
