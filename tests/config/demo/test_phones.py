"""Three phones in one browser: each its own person, its own cookies, its own addresses."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config.demo import agency
from mentoring.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(agency_there) -> Client:
    return Client(headers={"accept-language": "id"})


def on(browser: Client, role: str, path: str = "") -> HttpResponse:
    return browser.get(f"/demo/phones/{role}/{path}")


def greeted(answer: HttpResponse) -> str:
    return next(name for name in agency.CAST.values() if f"Salam, {name}" in answer.text)


def test_each_phone_is_signed_in_to_its_owner_and_the_browser_to_nobody(browser):
    assert [greeted(on(browser, role)) for role in ("mentee", "mentor", "superior")] == [
        "Maya Contoh",
        "Bambang Contoh",
        "Dewi Contoh",
    ]
    assert greeted(on(browser, "mentee")) == "Maya Contoh"
    assert browser.get("/").headers["Location"] == "/demo/people/?next=/"


def test_the_cookies_of_a_phone_go_to_no_other_address(browser):
    answer = on(browser, "mentor")
    assert {name.partition(".")[0] for name in answer.cookies} == {"mentor"}
    assert {morsel["path"] for morsel in answer.cookies.values()} == {"/demo/phones/mentor/"}


def test_every_address_and_every_redirect_stays_on_the_phone(browser):
    home = on(browser, "mentor").content.decode()
    assert 'href="/demo/phones/mentor/inbox/"' in home
    assert 'href="/"' not in home
    assert reverse("portal:inbox") == "/inbox/"
    left = browser.post("/demo/phones/mentor/accounts/logout/")
    assert left.headers["Location"].startswith("/demo/phones/mentor/")


def test_somebody_else_can_be_chosen_on_a_phone_and_stays(browser):
    on(browser, "superior")
    assert "Masuk sebagai Citra Contoh" in on(browser, "superior", "demo/people/").text
    citra = User.objects.get(display_name="Citra Contoh")
    chosen = browser.post("/demo/phones/superior/demo/enter/", {"who": str(citra.uid)})
    assert chosen.headers["Location"] == "/demo/phones/superior/"
    assert greeted(on(browser, "superior")) == "Citra Contoh"
    assert greeted(on(browser, "mentor")) == "Bambang Contoh"


def test_only_a_phone_may_stand_in_a_frame_and_only_in_ours(browser):
    framed = on(browser, "mentee").headers
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert "unsafe" not in framed["Content-Security-Policy"]
    for path in ("/demo/", "/demo/people/", "/accounts/login/"):
        free = browser.get(path).headers
        assert free["X-Frame-Options"] == "DENY", path
        assert "frame-ancestors 'none'" in free["Content-Security-Policy"], path


@pytest.mark.parametrize("path", ["stranger/", "mentee", ""])
def test_there_are_three_phones_and_no_more(browser, path):
    assert browser.get(f"/demo/phones/{path}").status_code == 404


@pytest.mark.parametrize("name", ["PRODUCTION", "CLOCK_OFFSET_HONOURED", "INSTALLED_APPS"])
def test_outside_the_demo_there_are_no_phones(browser, settings, name):
    apps = [app for app in settings.INSTALLED_APPS if app != "config.demo"]
    setattr(settings, name, {"PRODUCTION": True, "INSTALLED_APPS": apps}.get(name, False))
    for path in ("/demo/phones/mentee/", "/demo/", "/demo/people/", "/demo/mailbox/"):
        assert browser.get(path).status_code == 404, path


def test_while_nobody_is_there_a_phone_asks_who_one_is(folder):
    assert not Person.objects.exists()
    assert on(Client(), "mentee").headers["Location"] == (
        "/demo/phones/mentee/demo/people/?next=/demo/phones/mentee/"
    )
