"""The page of one's tokens for programs: what they may do, when last used, made and revoked."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import tokens
from accounts.clock import now
from accounts.forms import TokenForm
from accounts.models import ApiToken, User

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@login_required
def tokens_page(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 login_required
    if request.method != "POST":
        return _shown(request, user, TokenForm(user=user))
    if "revoke" in request.POST:
        if tokens.revoke(user, request.POST["revoke"], now=now()):
            messages.success(request, _("The token is revoked. No program gets in with it."))
        return redirect("account_tokens")
    form = TokenForm(request.POST, user=user)
    if not form.is_valid():
        return _shown(request, user, form, status=UNPROCESSABLE)
    return _shown(request, user, TokenForm(user=user), secret=_issued(user, form))


def _issued(user: User, form: TokenForm) -> str:
    given = form.cleaned_data
    scope, life = ApiToken.Scope(given["scope"]), timedelta(days=given["days"])
    _token, secret = tokens.issue(
        user, name=given["name"], scope=scope, life=life, now=now(), by=user
    )
    return secret


def _shown(
    request: HttpRequest, user: User, form: TokenForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    """The secret is in this one answer, and kept nowhere: no message, no session, no address."""
    moment = now()
    own = ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at", "-pk")
    shown = {
        "tokens": [(token, token.expires_at <= moment) for token in own],
        "form": form,
        "secret": secret,
    }
    return render(request, "accounts/tokens.html", shown, status=status)
