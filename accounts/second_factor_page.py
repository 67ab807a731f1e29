"""The pages of the second factor: set it up, be asked for it, say once more who one is."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginStage
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import confirming, second_factor
from accounts.clock import now
from accounts.forms import ConfirmForm, SecondStepForm, SetUpForm
from accounts.models import User

UNPROCESSABLE = 422

page = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[[HttpRequest], HttpResponse]


class SecondStep(LoginStage):
    """Between the password and being signed in, for whoever has a second factor.

    Not allauth's own stage, which asks for a library of hardware keys.
    """

    key = "second_step"
    urlname = "account_second_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        asked = second_factor.is_set_up(self.login.user)
        return (redirect(self.urlname) if asked else None), True


_of_the_step: Callable[[View], View] = login_stage_required(
    stage=SecondStep.key, redirect_urlname="account_login"
)


@page
@never_cache
@sensitive_post_parameters()
@_of_the_step
def second_step(request: HttpRequest) -> HttpResponse:
    stage: SecondStep = getattr(request, "_login_stage")  # noqa: B009 allauth's note, private
    form = SecondStepForm(request.POST or None, user=stage.login.user)
    if request.method == "POST" and form.is_valid():
        response: HttpResponse = stage.exit()
        return response
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/second_step.html", {"form": form}, status=status)


@page
@never_cache
@sensitive_post_parameters()
@login_required
def set_up(request: HttpRequest) -> HttpResponse:
    """With the password once more: whoever finds an open browser must not lock its owner out."""
    user = _user(request)
    held = second_factor.is_set_up(user)
    form = SetUpForm(request.POST or None, user=user, held=held)
    if request.method != "POST" or not form.is_valid():
        return _offered(request, user, form, held=held)
    if held:
        second_factor.remove(user)
        messages.success(request, _("The second factor is gone."))
        return redirect("account_second_factor")
    try:
        secret = second_factor.secret_of(user, str(request.POST.get("offered", "")))
        codes = second_factor.set_up(user, secret, form.cleaned_data["code"], now=now())
    except ValidationError as error:
        form.add_error("code", error)
        return _offered(request, user, form, held=held)
    confirming.note(request.session, now=now())
    return render(request, "accounts/second_factor_codes.html", {"codes": codes})


def _offered(request: HttpRequest, user: User, form: SetUpForm, *, held: bool) -> HttpResponse:
    """What was scanned once stays good while the form is mended."""
    shown: dict[str, Any] = {"form": form, "held": held}
    if not held:
        signed = str(request.POST.get("offered", ""))
        try:
            secret = second_factor.secret_of(user, signed)
        except ValidationError:
            signed = second_factor.offer(user)
            secret = second_factor.secret_of(user, signed)
        shown["offered"] = signed
        shown["secret"] = " ".join(secret[place : place + 4] for place in range(0, 32, 4))
        shown["picture"] = second_factor.picture(user, secret)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/second_factor.html", shown, status=status)


@page
@never_cache
@sensitive_post_parameters()
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Before something confidential opens; it stays open until the day ends or it is closed."""
    user, wanted = _user(request), _next(request)
    if not user.has_usable_password():
        return redirect("account_reset_password")
    form = ConfirmForm(request.POST or None, user=user, held=second_factor.is_set_up(user))
    if request.method == "POST" and form.is_valid():
        confirming.note(request.session, now=now())
        return redirect(wanted)
    shown: dict[str, Any] = {"form": form, "next": wanted}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/confirm.html", shown, status=status)


@require_http_methods(["POST"])
@login_required
def close(request: HttpRequest) -> HttpResponse:
    """The quick way out: nothing confidential opens again without the password."""
    confirming.forget(request.session)
    return redirect("portal:home")


def _next(request: HttpRequest) -> str:
    wanted = str(request.POST.get("next") or request.GET.get("next") or "/")
    safe = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 login_required
    return request.user
