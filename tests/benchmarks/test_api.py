"""An offer through the API; beside the cheapest DRF view that writes the same.

Both with a token, both as a WSGI server calls them. The limit has no middleware to speak of, asks
for no permission beyond the token, and decides nothing.
"""

import io
import json
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from django.urls import path
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import tokens
from accounts.models import ApiToken
from mentoring.api import endpoint
from mentoring.models import Relationship
from tests.benchmarks.measuring import in_turns
from tests.benchmarks.offering import (
    NOW,
    TABLES,
    as_little_as_possible,
    growth,
    requested,
)
from workflows import engine
from workflows.now import now as real_now

pytestmark = [pytest.mark.benchmark, pytest.mark.postgresql]

PEOPLE, COPIES = 60, 8
ROUNDS, PIECES = 10, 20


class Body(serializers.Serializer):
    practitioner = serializers.UUIDField()


class Cheapest(APIView):
    authentication_classes = (tokens.TokenAuthentication,)
    permission_classes = (IsAuthenticated, tokens.TokenScope)
    subjects: dict[str, Relationship]
    write = None

    def post(self, request, uid):
        body = Body(data=request.data)
        body.is_valid(raise_exception=True)
        type(self).write(self.subjects[uid])
        return Response({"uid": uid, "state": "offered"})


urlpatterns = [path("limit/<str:uid>/", Cheapest.as_view())]


def addressed(get_response):
    """The least middleware there can be: it says which addresses count."""

    def answered(request):
        request.urlconf = __name__
        return get_response(request)

    return answered


def posting(handler, secret, body):
    """Posts to an address as a WSGI server would, and refuses any answer but 200."""

    def post(where):
        told = []
        answer = handler(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": where,
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_HOST": "localhost",
                "HTTP_ACCEPT": "application/json",
                "HTTP_AUTHORIZATION": f"Bearer {secret}",
                "wsgi.input": io.BytesIO(body),
                "wsgi.url_scheme": "http",
            },
            lambda status, _headers: told.append(status),
        )
        content = b"".join(answer)
        answer.close()
        assert told == ["200 OK"], content

    return post


@pytest.mark.usefixtures("kept_open")
def test_an_offer_through_the_api(crowd, report, monkeypatch):
    gathered = crowd(PEOPLE)
    crew, by = gathered.cast, gathered.cast.citra.user
    asked = requested(gathered, COPIES)
    choice = {"practitioner": str(crew.budi.uid)}
    _token, secret = tokens.issue(
        by, name="bench", scope=ApiToken.Scope.WRITE, life=timedelta(days=30), now=real_now()
    )
    monkeypatch.setattr(endpoint, "clock_now", lambda: real_now() and NOW)
    engine.perform(asked.pop(), "offer", by=by, now=NOW, data=choice)
    Cheapest.write = staticmethod(as_little_as_possible(crew, by))
    Cheapest.subjects = {str(each.uid): each for each in asked}
    with override_settings(CLOCK_OFFSET_HONOURED=False):
        ours = posting(WSGIHandler(), secret, json.dumps(choice).encode())
        with override_settings(MIDDLEWARE=["tests.benchmarks.test_api.addressed"]):
            least = posting(WSGIHandler(), secret, json.dumps(choice).encode())

        def by_api(subject):
            ours(f"/api/v1/relationships/{subject.uid}/transitions/offer/")

        def by_the_cheapest(subject):
            least(f"/limit/{subject.uid}/")

        for act in (by_api, by_the_cheapest):
            assert growth(act, asked.pop()) == [1] * len(TABLES)
        ways = {
            by_api: report("transition, API", "engine"),
            by_the_cheapest: report("transition, API", "limit"),
        }
        in_turns(ways, asked, rounds=ROUNDS, each=PIECES)
