"""Each request in the language and time zone of the person who makes it."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.models import TimeZone, User


class PersonalLocaleMiddleware:
    """Stands after authentication. Strangers get the language they ask for and western time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone, language = TimeZone.WIB.value, translation.get_language()
        if isinstance(request.user, User):
            zone, language = request.user.time_zone, request.user.language
        with timezone.override(ZoneInfo(zone)), translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language or "")
        return response
