"""The button that releases a hold, for those who may press it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from workflows import now as clock
from workflows import storm
from workflows.models import EngineState

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    now = clock.database_time()
    storm.look(storm.Clocks(now, now - timedelta(hours=1)), now)
    assert EngineState.objects.get().held_reason


def press(client):
    return client.post(
        reverse("admin:workflows_enginestate_changelist"),
        {"action": "release", "_selected_action": [1]},
    )


def test_support_releases_a_hold(client, held):
    client.force_login(User.objects.create_superuser("support", "support@example.go.id", "secret"))
    press(client)
    assert EngineState.objects.get().release_until > clock.database_time()


def test_others_do_not(client, held):
    client.force_login(User.objects.create_user("eko", "eko@example.go.id"))
    press(client)
    assert EngineState.objects.get().release_until is None
