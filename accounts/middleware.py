"""Each request in the language and zone of its person, and within the limits of its session."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import visits
from accounts.clock import now
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


class VisitMiddleware:
    """Ends sessions that are over, follows those that go on. Stands after the messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session, moment = request.session, now()
        before = session.session_key if visits.signed_in(session) else None
        if before and visits.is_over(session, now=moment):
            visits.lapse(request)
            messages.info(request, _("Time had run out: you were signed out. Sign in again."))
        response = self.get_response(request)
        goes_on = visits.signed_in(session)
        if goes_on:
            fresh = session.session_key != before
            header = request.headers.get("User-Agent", "")
            visits.note(session, header=header, now=moment, fresh=fresh)
        if before and session.session_key != before:
            visits.forget(before)
        if before and not goes_on:
            # Not "cookies": that would reach other services under the same domain.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
