"""The language switch: kept on the user, and in a cookie for whoever is not signed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User

A_YEAR = 365 * 24 * 3600


@require_POST
@never_cache
def switch(request: HttpRequest) -> HttpResponse:
    """Back to the page one came from, in the language chosen; an unknown one changes nothing."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    answer = HttpResponseRedirect(back if safe else "/")
    if wanted in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=wanted)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=A_YEAR,
            httponly=True,
            secure=request.is_secure(),
            samesite="Lax",
        )
    return answer
