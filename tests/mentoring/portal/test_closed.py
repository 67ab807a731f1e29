"""Pages behind the password, and behind a second factor."""

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from accounts import confirming, second_factor
from accounts.clock import now
from mentoring.portal.closed import behind_password, behind_second_factor
from mentoring.portal.frame import Visit
from mentoring.queries.standing import Standing
from tests.accounts.digits import code_at
from tests.factories.person import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    user = person("Maya Contoh").user
    request = RequestFactory().get("/somewhere/?a=1")
    request.user, request.session = user, SessionStore()
    request._messages = FallbackStorage(request)
    return Visit(request, user, now(), Standing(frozenset()))


def opened(guard, visit):
    answer = guard(lambda visit: HttpResponse("open"))(visit)
    return answer.content.decode() or answer["Location"]


def with_factor(visit):
    secret = generate_totp_secret()
    second_factor.set_up(visit.user, secret, code_at(secret, visit.now), now=visit.now)


def test_the_password_is_asked_for_and_leads_back(visit):
    asked = f"{reverse('account_confirm')}?next=%2Fsomewhere%2F%3Fa%3D1"
    assert opened(behind_password, visit) == asked
    confirming.note(visit.request.session, now=now())
    assert opened(behind_password, visit) == "open"


def test_without_a_second_factor_nobody_opens_what_others_told(visit):
    confirming.note(visit.request.session, now=now())
    assert opened(behind_second_factor, visit) == reverse("account_second_factor")
    with_factor(visit)
    assert opened(behind_second_factor, visit) == "open"


def test_having_a_second_factor_is_not_enough(visit):
    with_factor(visit)
    assert opened(behind_second_factor, visit).startswith(reverse("account_confirm"))
