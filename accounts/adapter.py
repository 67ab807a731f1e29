"""Where allauth asks us: delays instead of its own limits, own words, no open sign-up."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import browsers, delays, visits
from accounts.clock import now
from accounts.models import User

MESSAGES = {
    "account/messages/password_changed.txt": gettext_lazy(
        "Your password has been changed. Other browsers have been signed out."
    ),
    "account/messages/logged_out.txt": gettext_lazy("You have signed out."),
}


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as it can be told; the network of an IPv6 address."""
    try:
        address = ip_address(AccountAdapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


def have_to_wait(wait: timedelta) -> ValidationError:
    minutes = ceil(wait.total_seconds() / 60)
    said = ngettext(
        "Too many tries. Wait %(minutes)s minute, or have a link mailed to you.",
        "Too many tries. Wait %(minutes)s minutes, or have a link mailed to you.",
        minutes,
    )
    return ValidationError(said % {"minutes": minutes}, code="delayed")


class AccountAdapter(DefaultAccountAdapter):
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before anything is looked at."""
        login = str(credentials.get("username", ""))
        self._buckets = browsers.buckets(request, login, address=address_of(request))
        wait = delays.take_turn(self._buckets, now=now())
        if wait:
            raise have_to_wait(wait)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        if not isinstance(user, User):
            return None
        delays.forgive(self._buckets, now=now())
        return user

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """One answer for whatever was wrong with the name or the password."""
        if code.endswith("_password_mismatch"):
            said = _("This name and this password do not belong together.")
            return ValidationError(said, code="mismatch")
        error: ValidationError = super().validation_error(code, *args)
        return error

    def get_login_stages(self) -> list[str]:
        return ["accounts.second_factor_page.SecondStep"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        visits.end_all(user)
        user.set_password(password)
        user.save(update_fields=["password"])

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_rest: Any,
        **_more: Any,
    ) -> None:
        said = MESSAGES.get(message_template or "")
        if said:
            messages.add_message(request, level, said)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_sessions")
