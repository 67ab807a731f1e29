"""Who asks: a machine by its token, looked up by a statement compiled once; people by a session."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts import tokens
from accounts.models import ApiToken
from mentoring.api.errors import Fault, Problem
from workflows.kept import Kept

CSRF_HEADER = "X-CSRFToken"
NOT_FROM_HERE = _(
    "Nothing was done: it is not certain that you have sent this yourself, and not another page"
    " in your browser."
)
NO_TOKEN = _("The proof that it came from you, the CSRF token, is missing or is not yours.")
SEND_THE_TOKEN = _(
    "Load a page of the portal anew, and send the value of csrfmiddlewaretoken in its forms as this"
    " header, to the same address. Programs need none if they sign in with a token."
)


class SessionAuthentication(authentication.SessionAuthentication):
    """The portal's session; a change is the person's own if the CSRF token of a page is with it."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as refused:
            fault = Fault(CSRF_HEADER, NO_TOKEN, SEND_THE_TOKEN)
            raise Problem(403, "csrf_failed", NOT_FROM_HERE, [fault]) from refused


class TokenAuthentication(tokens.TokenAuthentication):
    def recognise(self, secret: str, *, now: datetime) -> ApiToken | None:
        if not tokens.has_form(secret):
            return None
        return next(iter(_TOKEN(digest=tokens.digest(secret), now=now)), None)


def _token(digest: Any, now: Any) -> QuerySet[ApiToken]:
    return ApiToken.objects.valid(now).select_related("user").filter(digest=digest)


_TOKEN = Kept(_token)
