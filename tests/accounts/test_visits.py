"""Sessions end by themselves, are seen, and are ended from afar."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts import visits
from accounts.models import Visit
from tests.accounts.conftest import NOON

pytestmark = pytest.mark.usefixtures("clock")

MINUTE = timedelta(minutes=1)
CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)


def page(client):
    return client.get(reverse("account_sessions"))


def still_in(client):
    return page(client).status_code == 200


@pytest.mark.parametrize(("shared", "idle"), [({}, 30), ({"shared": "on"}, 15)])
def test_an_idle_session_ends(client, maya, sign_in, clock, shared, idle):
    sign_in(**shared)
    clock.shift((idle - 1) * MINUTE)
    assert still_in(client)
    clock.shift((idle - 1) * MINUTE)
    assert still_in(client)
    clock.shift(idle * MINUTE)
    response = page(client)
    assert response.status_code == 302
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert SESSION_KEY not in client.session
    assert not Visit.objects.exists()
    assert 'role="status"' in client.get(response["Location"]).content.decode()


def test_a_busy_session_ends_after_twelve_hours(client, maya, sign_in, clock):
    sign_in()
    for _ in range(12 * 3 - 1):
        clock.shift(20 * MINUTE)
        assert still_in(client)
    clock.shift(20 * MINUTE)
    assert not still_in(client)


def test_a_shared_computer_forgets_when_the_browser_closes(client, maya, sign_in):
    assert sign_in(shared="on").cookies["sessionid"]["max-age"] == ""
    client.post(reverse("account_logout"))
    assert sign_in().cookies["sessionid"]["max-age"] == 12 * 3600


def test_holding_the_limits_costs_no_statement(
    client, maya, sign_in, clock, django_assert_num_queries
):
    sign_in()
    page(client)
    clock.shift(timedelta(seconds=30))
    with django_assert_num_queries(3):  # session, user, the list itself
        page(client)


def test_the_list_costs_the_same_for_many(client, maya, sign_in, django_assert_num_queries):
    sign_in()
    for number in range(30):
        Visit.objects.create(user=maya, session_key=str(number), began_at=NOON, seen_at=NOON)
    with django_assert_num_queries(3):
        page(client)


def test_where_one_is_signed_in_is_seen_and_ended(client, maya, budi, sign_in):
    phone = type(client)(headers={"User-Agent": CHROME})
    sign_in()
    sign_in(browser=phone)
    foreign = Visit.objects.create(user=budi, session_key="x", began_at=NOON, seen_at=NOON)
    shown = page(client).content.decode()
    assert "Chrome, Android" in shown
    assert foreign.uid.hex not in shown
    visit = Visit.objects.get(agent="Chrome, Android")
    client.post(reverse("account_sessions"), {"visit": visit.uid.hex})
    assert not still_in(phone)
    assert still_in(client)


def test_all_others_are_ended_at_once_but_never_somebody_elses(client, maya, budi, sign_in):
    others = [type(client)() for _ in range(3)]
    for browser in (client, *others):
        sign_in(browser=browser)
    stranger = type(client)()
    stranger.force_login(budi)
    assert still_in(stranger)
    foreign = Visit.objects.get(user=budi)
    client.post(reverse("account_sessions"), {"visit": foreign.uid.hex})
    client.post(reverse("account_sessions"), {"visit": "others"})
    assert still_in(client)
    assert still_in(stranger)
    assert not any(map(still_in, others))


def test_looking_changes_nothing(client, maya, sign_in):
    sign_in()
    sign_in(browser=type(client)())
    before = list(Visit.objects.order_by("pk").values())
    page(client)
    assert list(Visit.objects.order_by("pk").values()) == before


def test_signing_out_ends_the_session_on_the_server(client, maya, sign_in):
    sign_in()
    stolen = type(client)()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    assert not still_in(stolen)
    assert not Visit.objects.exists()


def test_a_deactivated_user_is_out_at_once(client, maya, sign_in):
    sign_in()
    maya.is_active = False
    maya.save()
    assert not still_in(client)


def test_a_new_password_ends_the_others_and_keeps_this_one(client, maya, sign_in):
    other = type(client)()
    sign_in()
    sign_in(browser=other)
    new = "sapi hijau menari"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": "kuda biru terbang", "password1": new, "password2": new},
    )
    assert still_in(client)
    assert not still_in(other)
    assert Visit.objects.count() == Session.objects.count() == 1


def test_who_comes_in_another_way_has_limits_too(client, maya, clock):
    client.force_login(maya)
    assert still_in(client)
    clock.shift(31 * MINUTE)
    assert not still_in(client)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (CHROME, "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iOS"),
        ("curl/8", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_browsers_have_names_people_know(header, name):
    assert visits.agent(header) == name


@pytest.mark.django_db
def test_old_rows_are_forgotten(maya):
    Visit.objects.create(user=maya, session_key="x", began_at=NOON, seen_at=NOON)
    visits.forget_old(now=NOON + timedelta(hours=11))
    assert Visit.objects.exists()
    visits.forget_old(now=NOON + timedelta(hours=13))
    assert not Visit.objects.exists()
