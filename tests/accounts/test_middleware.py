"""A request runs in its person's language and zone, and leaves neither behind."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils import timezone, translation

from accounts.middleware import PersonalLocaleMiddleware
from accounts.models import User


def visit(rf, user):
    seen = {}

    def view(request):
        seen["zone"] = timezone.get_current_timezone_name()
        seen["language"] = translation.get_language()
        return HttpResponse()

    request = rf.get("/")
    request.user = user
    response = PersonalLocaleMiddleware(view)(request)
    return seen, response


@pytest.mark.parametrize(
    ("language", "zone"), [("id", "Asia/Jayapura"), ("en", "Asia/Makassar"), ("en", "Asia/Jakarta")]
)
def test_a_person_gets_their_language_and_zone(rf, language, zone):
    seen, response = visit(rf, User(language=language, time_zone=zone))
    assert seen == {"zone": zone, "language": language}
    assert response["Content-Language"] == language


def test_a_stranger_gets_the_asked_language_and_western_time(rf):
    with translation.override("en"):
        seen, _ = visit(rf, AnonymousUser())
    assert seen == {"zone": "Asia/Jakarta", "language": "en"}


def test_nothing_is_left_behind(rf):
    before = timezone.get_current_timezone_name(), translation.get_language()
    visit(rf, User(language="en", time_zone="Asia/Jayapura"))
    assert (timezone.get_current_timezone_name(), translation.get_language()) == before
