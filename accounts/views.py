"""The pages of sign-in. Reading a page changes nothing; only its button does."""

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import browsers, delays, entries, identity, visits
from accounts.adapter import address_of, have_to_wait
from accounts.clock import now
from accounts.forms import EntryForm, RecoverForm, SlipForm, settle
from accounts.models import EntryKey, User, Visit

page = require_http_methods(["GET", "HEAD", "POST"])
Purpose = EntryKey.Purpose


class SignInView(LoginView):
    template_name = "accounts/sign_in.html"


class SignOutView(LogoutView):
    template_name = "accounts/sign_out.html"


@method_decorator([login_required, never_cache], name="dispatch")
class ChangePasswordView(PasswordChangeView):
    template_name = "accounts/change_password.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User) and not request.user.has_usable_password():
            return redirect("account_reset_password")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


@page
@never_cache
def recover(request: HttpRequest) -> HttpResponse:
    """For the first entry and for lost passwords: a link is mailed, if there is an address."""
    form = RecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _ask_for_link(request, form.cleaned_data["login"])
        return redirect("account_reset_password_done")
    return render(request, "accounts/recover.html", {"form": form})


@transaction.atomic  # one commit whether somebody is known or not
def _ask_for_link(request: HttpRequest, login: str) -> None:
    moment = now()
    counted = browsers.strangers("mail", delays.MAIL, login, address=address_of(request))
    if delays.take_turn(counted, now=moment):
        return
    for user in identity.meant(login):
        if user.email:
            purpose = Purpose.RECOVER if user.has_usable_password() else Purpose.INVITE
            entries.issue_mail(user, purpose, now=moment)


@require_http_methods(["GET", "HEAD"])
@never_cache
def recover_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/recover_done.html")


@page
@never_cache
@sensitive_post_parameters()
def enter(request: HttpRequest, token: str = "") -> HttpResponse:
    """Behind a link or a slip: choose a password and come in, or only unlock this browser."""
    token = request.POST.get("token", "") if request.method == "POST" else token
    key = entries.recognise(token, now=now())
    if key is None:
        return _confidential(render(request, "accounts/spent.html", status=410))
    if request.user.is_authenticated and request.user != key.user:
        return _confidential(render(request, "accounts/somebody_else.html", status=403))
    try:
        return _confidential(_entered(request, key, token))
    except entries.Spent:
        return _confidential(render(request, "accounts/spent.html", status=410))


def _entered(request: HttpRequest, key: EntryKey, token: str) -> HttpResponse:
    if request.method == "POST" and "unlock" in request.POST and _may_unlock(key):
        return _unlocked(request, key)
    data = request.POST if "password1" in request.POST else None
    form = EntryForm(data, user=key.user, initial={"token": token})
    if form.is_valid():
        return _let_in(request, key, form)
    shown = {"form": form, "owner": key.user, "may_unlock": _may_unlock(key), "token": token}
    return render(request, "accounts/enter.html", shown)


def _may_unlock(key: EntryKey) -> bool:
    return key.purpose == Purpose.RECOVER and key.user.has_usable_password()


def _let_in(request: HttpRequest, key: EntryKey, form: EntryForm) -> HttpResponse:
    user = entries.enter(key, password=form.cleaned_data["password1"], now=now())
    response: HttpResponse = perform_login(
        request, Login(user=user, redirect_url="/", email_verification="none")
    )
    settle(request, response, user, shared=form.cleaned_data["shared"])
    if request.user.is_authenticated:
        messages.success(request, _("Your password is set. You are signed in."))
    return response


def _unlocked(request: HttpRequest, key: EntryKey) -> HttpResponse:
    user = entries.spend(key, now=now())
    response = redirect("account_login")
    browsers.remember(response, user)
    messages.success(request, _("You can try again from this browser."))
    return response


@page
@never_cache
@sensitive_post_parameters()
def slip(request: HttpRequest) -> HttpResponse:
    """The name and code of a printed slip, typed by hand, lead to the page its QR leads to."""
    form = SlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = _slip_of(request, form)
        if key:
            return _confidential(_entered(request, key, entries.token_of(key)))
    return render(request, "accounts/slip.html", {"form": form})


def _slip_of(request: HttpRequest, form: SlipForm) -> EntryKey | None:
    login, moment = form.cleaned_data["login"], now()
    counted = browsers.strangers("slip", delays.CODE, login, address=address_of(request))
    wait = delays.take_turn(counted, now=moment)
    if wait:
        form.add_error(None, have_to_wait(wait))
        return None
    key = entries.recognise_code(identity.only(login), form.cleaned_data["code"], now=moment)
    if key is None:
        form.add_error(None, _("This name and this code do not belong together."))
        return None
    delays.forgive(counted, now=moment)
    return key


@page
@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, and a button to end it there."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 login_required
    if request.method == "POST":
        return _end_sessions(request, user)
    here = request.session.session_key
    found = [(visit, visit.session_key == here) for visit in visits.current(user, now=now())]
    shown = {"visits": found, "others": any(not this for _visit, this in found)}
    return render(request, "accounts/sessions.html", shown)


def _end_sessions(request: HttpRequest, user: User) -> HttpResponse:
    others = Visit.objects.filter(user=user).exclude(session_key=request.session.session_key)
    uid = request.POST.get("visit", "")
    chosen = [visit.pk for visit in others if uid in (visit.uid.hex, "others")]
    visits.end(others.filter(pk__in=chosen))
    if chosen:
        messages.success(request, _("Signed out there."))
    return redirect("account_sessions")


def _confidential(response: HttpResponse) -> HttpResponse:
    """The address holds a secret: it is told to nobody the page leads to."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
