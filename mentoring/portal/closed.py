"""Pages that open only to whoever has said once more, on this day, who they are.

Set them below `page`: they are asked once the permission table has let somebody in.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import confirming, second_factor
from accounts.clock import now
from mentoring.portal.frame import Visit

View = Callable[..., HttpResponse]


def behind_password(view: View) -> View:
    """For what is the visitor's own; whoever has a second factor gives it as well."""

    @wraps(view)
    def answer(visit: Visit, **named: Any) -> HttpResponse:
        return _asked(visit) or view(visit, **named)

    return answer


def behind_second_factor(view: View) -> View:
    """For what others have told: without a second factor nobody gets in."""

    @wraps(view)
    def answer(visit: Visit, **named: Any) -> HttpResponse:
        if not second_factor.is_set_up(visit.user):
            messages.info(visit.request, _("Set up a second factor first: what comes is sealed."))
            return redirect("account_second_factor")
        return _asked(visit) or view(visit, **named)

    return answer


def is_confirmed(visit: Visit) -> bool:
    """Whether the visitor has said on this day who they are."""
    return confirming.holds(visit.request.session, visit.user, now=now())


def _asked(visit: Visit) -> HttpResponse | None:
    """To where one says who one is; a form is not sent on from there, only a page is opened."""
    if is_confirmed(visit):
        return None
    wanted = visit.request.get_full_path() if visit.request.method == "GET" else ""
    query = f"?{urlencode({'next': wanted})}" if wanted else ""
    return redirect(f"{reverse('account_confirm')}{query}")
