"""Every address, and every error, tells browsers what its page may do; production adds https."""

import importlib
import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import override_settings
from django.urls import URLPattern, get_resolver

from accounts.models import User
from config.headers import HeadersMiddleware

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ALWAYS = {
    "Content-Security-Policy": r"default-src 'none'; .*frame-ancestors 'none'",
    "Permissions-Policy": r"camera=\(\)",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin|no-referrer",
}
# As config.settings.production says; read there by the test below.
HTTPS = {
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SECURE_SSL_REDIRECT": True,
}


def some_address(pattern):
    """A path the pattern matches, whatever is behind it."""
    text = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", pattern)
    text = re.sub(r"<int:\w+>|\(\?P<\w+_id>\[?\\d[^)]*\)", "1", text)
    text = re.sub(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)", "x", text)
    return "/" + text.replace("^", "").replace("$", "").replace(r"\Z", "").replace("\\", "")


def everywhere():
    def walk(entries, before=""):
        for entry in entries:
            path = before + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield some_address(path)
            else:
                yield from walk(entry.url_patterns, path)

    return sorted({*walk(get_resolver().url_patterns), "/not/there", "/static/not-there.css"})


def faults(response):
    return [
        name for name, wanted in ALWAYS.items() if not re.search(wanted, response.get(name, ""))
    ]


@pytest.mark.parametrize("who", ["a stranger", "support"])
def test_every_answer_says_what_its_page_may_do(client, who):
    if who == "support":
        client.force_login(User.objects.create_superuser("root", password="kuda biru terbang"))
    client.raise_request_exception = False
    addresses = everywhere()
    assert len(addresses) > 100
    assert {path: found for path in addresses if (found := faults(client.get(path)))} == {}


def test_no_policy_lets_scripts_or_styles_stand_in_a_page(client):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "*" not in policy


def test_a_page_of_somebody_is_kept_by_nobody(client):
    client.force_login(User.objects.create_user("maya"))
    for path in ("/", "/accounts/sessions/", "/inbox/"):
        response = client.get(path)
        assert SESSION_KEY in client.session
        assert "no-store" in response["Cache-Control"], path


def test_a_views_own_header_wins(rf, settings):
    own = {"Content-Security-Policy": "sandbox", "Cache-Control": "max-age=60", "Vary": "Cookie"}
    response = HeadersMiddleware(lambda _: HttpResponse(headers=own))(rf.get("/"))
    assert {name: response[name] for name in own} == own


@override_settings(**HTTPS)
def test_https_is_asked_for_and_remembered(client):
    plain = client.get("/accounts/login/")
    assert plain.status_code == 301
    assert plain["Location"].startswith("https://")
    secure = client.get("/accounts/login/", secure=True)
    assert secure["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_production_says_so(monkeypatch):
    for name, value in {
        "SECRET_KEY": "x" * 50,
        "RECORD_KEYS": "a:" + "x" * 32,
        "ANCHOR_KEYS": "a:" + "x" * 32,
        "SEALING_KEYS": "a:" + "x" * 32,
        "ERASURE_LIST": "/nowhere/erasures",
        "DATABASE_URL": "sqlite:////nowhere.sqlite3",
    }.items():
        monkeypatch.setenv(name, value)
    production = importlib.import_module("config.settings.production")
    assert {name: getattr(production, name) for name in HTTPS} == HTTPS
    assert production.SESSION_COOKIE_SECURE
    assert production.CSRF_COOKIE_SECURE
    for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "KNOWN_BROWSER_COOKIE"):
        assert getattr(production, name).startswith("__Host-")
