"""Machines sign in by a token, which every request asks for: the statement is compiled once."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts import tokens
from accounts.models import ApiToken
from workflows.kept import Kept


class TokenAuthentication(tokens.TokenAuthentication):
    def recognise(self, secret: str, *, now: datetime) -> ApiToken | None:
        if not tokens.has_form(secret):
            return None
        return next(iter(_TOKEN(digest=tokens.digest(secret), now=now)), None)


def _token(digest: Any, now: Any) -> QuerySet[ApiToken]:
    return ApiToken.objects.valid(now).select_related("user").filter(digest=digest)


_TOKEN = Kept(_token)
