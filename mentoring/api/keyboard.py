"""What is sealed opens to who sits there: said again today who they are, in this session."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts import clock, confirming, second_factor
from mentoring.api.errors import Problem

SECOND_FACTOR = _("Set up a second factor first: what comes is sealed.")
NOT_CONFIRMED = _("Say once more who you are, in the portal; then what is sealed opens today.")


def require(request: Request, *, own: bool) -> None:
    """As on the page: the password, and for what is not one's `own` a second factor."""
    user: Any = request.user
    if not own and not second_factor.is_set_up(user):
        raise Problem(409, "second_factor_missing", SECOND_FACTOR)
    if not confirming.holds(request.session, user, now=clock.now()):
        raise Problem(409, "not_confirmed", NOT_CONFIRMED)
