"""Wrong settings are refused with an id and a hint, sound ones pass without a word."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.template import engines

from config.checks import broker_is_redis, production_is_closed, refuse_faults, sqlite_is_durable

ROOT = Path(__file__).resolve().parents[2]
SOUND = {
    "PRODUCTION": True,
    "DEBUG": False,
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": ["bimbing.example.go.id"],
    "RECORD_KEYS": {"a": b"r" * 32},
    "ANCHOR_KEYS": {"a": b"r" * 32},
    "ANCHOR_DIR": "/var/lib/anchors",
    "SEALING_KEYS": {"a": b"s" * 32},
    "ERASURE_LIST": str(ROOT / "erasures"),
    "CLOCK_OFFSET_HONOURED": False,
    "SITE_URL": "https://bimbing.example.go.id",
    "METRICS_TOKEN": "",
    "ALL_WELL_URL": "",
}


def ids(found):
    assert all(message.hint for message in found)
    return [message.id for message in found]


@pytest.fixture
def sound(settings):
    for name, value in SOUND.items():
        setattr(settings, name, value)
    return settings


def test_sound_settings_pass(sound):
    assert production_is_closed(None) == []


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("DEBUG", True, "bimbing.E001"),
        ("SECRET_KEY", "short", "bimbing.E002"),
        ("ALLOWED_HOSTS", [], "bimbing.E003"),
        ("ALLOWED_HOSTS", ["*"], "bimbing.E003"),
        ("RECORD_KEYS", {"a": b"r" * 32, "b": b"short"}, "bimbing.E004"),
        ("ANCHOR_KEYS", {"a": b"short"}, "bimbing.E027"),
        ("ANCHOR_DIR", "", "bimbing.E028"),
        ("SEALING_KEYS", {"a": b"r" * 32, "b": b"short"}, "bimbing.E029"),
        ("ERASURE_LIST", "", "bimbing.E031"),
        ("ERASURE_LIST", "/nowhere/erasures", "bimbing.E031"),
        ("CLOCK_OFFSET_HONOURED", True, "bimbing.E005"),
        ("SITE_URL", "http://bimbing.example.go.id", "bimbing.E006"),
        ("METRICS_TOKEN", "short", "bimbing.E012"),
        ("ALL_WELL_URL", "file:///etc/passwd", "bimbing.E026"),
    ],
)
def test_each_open_door_is_named(sound, name, value, number):
    setattr(sound, name, value)
    assert ids(production_is_closed(None)) == [number]


def test_elsewhere_the_doors_may_be_open(sound):
    sound.PRODUCTION = False
    sound.DEBUG = True
    assert production_is_closed(None) == []


@pytest.mark.parametrize("url", ["redis://h:1/0", "rediss://h", "redis+socket:///tmp/s", ""])
def test_a_redis_address_passes(settings, url):
    settings.REDIS_URL = url
    assert broker_is_redis(None) == []


@pytest.mark.parametrize("url", ["amqp://localhost", "localhost:6379", "memory://"])
def test_another_broker_is_refused(settings, url):
    settings.REDIS_URL = url
    assert ids(broker_is_redis(None)) == ["bimbing.E008"]


@pytest.mark.django_db(transaction=True)
def test_the_database_under_test_is_durable():
    assert sqlite_is_durable(None, databases=["default"]) == []


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_careless_sqlite_is_noticed(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
    monkeypatch.setattr(connection, "transaction_mode", None)
    try:
        found = sqlite_is_durable(None, databases=["default"])
    finally:
        connection.close()
    assert ids(found) == ["bimbing.E010", "bimbing.E011"]


@pytest.fixture
def plain_templates(monkeypatch):
    """Checks complain about the suite's own stand-in for undefined variables."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.mark.django_db(transaction=True)
def test_a_server_starts_on_sound_settings(plain_templates):
    refuse_faults()


@pytest.mark.django_db(transaction=True)
def test_a_server_refuses_to_start_on_a_fault(plain_templates, settings):
    settings.REDIS_URL = "amqp://localhost"
    with pytest.raises(ImproperlyConfigured, match=r"bimbing\.E008"):
        refuse_faults()


def production(tmp_path, *arguments, **changes):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "BIMBING_DATA": str(tmp_path),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "RECORD_KEYS": f"a:{secrets.token_urlsafe(32)}",
        "ANCHOR_KEYS": f"a:{secrets.token_urlsafe(32)}",
        "SEALING_KEYS": f"a:{secrets.token_urlsafe(32)}",
        "ERASURE_LIST": str(tmp_path / "erasures"),
        "ALLOWED_HOSTS": "bimbing.example.go.id",
        "SITE_URL": "https://bimbing.example.go.id",
        "METRICS_TOKEN": "",
        "ALL_WELL_URL": "",
        **changes,
    }
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("part", ["worker", "beat"])
def test_celery_does_not_start_on_a_bad_setting(tmp_path, part):
    celery = ("-m", "celery", "--app", "config.celery", part)
    wrong_site = production(tmp_path, *celery, SITE_URL="http://bimbing.example.go.id")
    assert wrong_site.returncode != 0
    assert "bimbing.E006" in wrong_site.stderr
    no_broker = production(tmp_path, *celery, REDIS_URL="")
    assert no_broker.returncode != 0
    assert "run_engine" in no_broker.stderr


@pytest.mark.once
def test_production_is_ready_for_deployment(tmp_path):
    check = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    done = production(tmp_path, *check)
    assert done.returncode == 0, done.stderr


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("SECRET_KEY", "short", "bimbing.E002"),
        ("ALLOWED_HOSTS", "*", "bimbing.E003"),
        ("DEBUG", "1", "bimbing.E001"),
        ("DEBUG", "perhaps", "DEBUG='perhaps'"),
        ("RECORD_KEYS", "nonsense", "RECORD_KEYS must be written"),
        ("SEALING_KEYS", "short:key", "bimbing.E029"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT='xml'"),
    ],
)
def test_the_web_application_does_not_start_on_a_bad_setting(tmp_path, name, value, word):
    done = production(tmp_path, "-c", "import config.wsgi", **{name: value})
    assert done.returncode != 0
    assert word in done.stderr
