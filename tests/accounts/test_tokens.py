"""Tokens: shown once, kept hashed, limited in scope and time, revoked at once."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts import tokens
from accounts.models import ApiToken
from tests.accounts.conftest import NOON

pytestmark = pytest.mark.usefixtures("clock")

Scope = ApiToken.Scope
DAY = timedelta(days=1)


class Door(APIView):
    """Says who came in."""

    authentication_classes = (tokens.TokenAuthentication,)
    permission_classes = (tokens.TokenScope,)

    def get(self, request):
        return Response({"user": getattr(request.user, "username", "")})

    post = get


def knock(header, method="get"):
    request = getattr(APIRequestFactory(), method)("/", headers={"Authorization": header})
    return Door.as_view()(request)


def issue(user, scope=Scope.READ, life=90 * DAY):
    return tokens.issue(user, name="SIASN", scope=scope, life=life, now=NOON)


def test_a_token_acts_for_its_user(maya):
    _token, secret = issue(maya)
    assert knock(f"Bearer {secret}").data == {"user": "maya-contoh"}
    assert knock(f"bearer {secret}").status_code == 200


def test_only_a_digest_is_kept(maya):
    _token, secret = issue(maya)
    kept = str(list(ApiToken.objects.values()))
    assert secret not in kept
    assert secret.removeprefix(tokens.PREFIX) not in kept


@pytest.mark.parametrize("secret", ["", "x", "bimbing_" + "a" * 43, "bimbing_\0", "é" * 51])
def test_anything_else_is_refused(maya, secret):
    issue(maya)
    response = knock(f"Bearer {secret}")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_without_a_token_somebody_else_may_ask():
    assert tokens.TokenAuthentication().authenticate(APIRequestFactory().get("/")) is None
    basic = APIRequestFactory().get("/", headers={"Authorization": "Basic eDp5"})
    assert tokens.TokenAuthentication().authenticate(basic) is None


@pytest.mark.parametrize(("scope", "writes"), [(Scope.READ, 403), (Scope.WRITE, 200)])
def test_a_scope_is_a_limit(maya, scope, writes):
    _token, secret = issue(maya, scope)
    assert knock(f"Bearer {secret}").status_code == 200
    assert knock(f"Bearer {secret}", "post").status_code == writes


def test_a_token_runs_out(maya, clock):
    _token, secret = issue(maya, life=DAY)
    clock.shift(DAY - timedelta(seconds=1))
    assert knock(f"Bearer {secret}").status_code == 200
    clock.shift(timedelta(seconds=1))
    assert knock(f"Bearer {secret}").status_code == 401


def test_a_revoked_token_and_one_of_a_deactivated_user_are_refused(maya):
    _token, secret = issue(maya)
    ApiToken.objects.update(revoked_at=NOON)
    assert knock(f"Bearer {secret}").status_code == 401
    ApiToken.objects.update(revoked_at=None)
    maya.is_active = False
    maya.save()
    assert knock(f"Bearer {secret}").status_code == 401


def test_its_last_use_is_noted_now_and_then(maya, clock, django_assert_num_queries):
    token, secret = issue(maya)
    knock(f"Bearer {secret}")
    token.refresh_from_db()
    assert token.last_used_at == NOON
    clock.shift(timedelta(minutes=1))
    with django_assert_num_queries(1):
        knock(f"Bearer {secret}")


def test_no_scope_beyond_the_two_can_be_stored(maya):
    token, _secret = issue(maya)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).update(scope="counselling")


@pytest.mark.parametrize("life", [timedelta(), -DAY, 367 * DAY])
def test_a_life_has_limits(maya, life):
    with pytest.raises(ValueError, match="lives"):
        issue(maya, life=life)


def test_the_command_shows_the_token_once(maya, capsys):
    call_command(
        "issue_token", "maya@example.go.id", "--name=SIASN", "--scope=read,write", "--days=30"
    )
    secret = capsys.readouterr().out.strip()
    assert knock(f"Bearer {secret}", "post").status_code == 200
    token = ApiToken.objects.get()
    assert (token.name, token.expires_at) == ("SIASN", NOON + 30 * DAY)


@pytest.mark.parametrize(
    "arguments", [["nobody", "--name=x"], ["maya-contoh", "--name=x", "--days=0"]]
)
def test_the_command_refuses_with_a_reason(maya, arguments):
    with pytest.raises(CommandError):
        call_command("issue_token", *arguments)
    assert not ApiToken.objects.exists()


def test_support_revokes_and_cannot_issue(client, maya):
    maya.is_staff = maya.is_superuser = True
    maya.save()
    token, secret = issue(maya)
    client.force_login(maya)
    assert client.get("/admin/accounts/apitoken/add/").status_code == 403
    client.post("/admin/accounts/apitoken/", {"action": "revoke", "_selected_action": [token.pk]})
    assert knock(f"Bearer {secret}").status_code == 401
