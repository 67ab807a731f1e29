"""The poke after a commit reaches a broker that is there, and costs nothing when there is none."""

import socket
import time

import pytest
from celery import current_app
from django.db import transaction

from mentoring.services import wake
from workflows import hooks


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(wake, "breaker", wake.Breaker())


@pytest.fixture
def broker(settings, monkeypatch):
    """Let the app publish to a given address."""

    def use(url):
        settings.REDIS_URL = url
        monkeypatch.setattr(current_app.conf, "broker_url", url)
        monkeypatch.setattr(current_app.conf, "broker_write_url", url)

    return use


@pytest.fixture
def silent_port():
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_poke_is_one_message(broker, real_redis):
    broker(real_redis.url)
    wake.poke()
    assert real_redis.client().llen("bimbing:bimbing") == 1


def test_many_commits_in_a_moment_are_one_poke(broker, real_redis):
    broker(real_redis.url)
    for _ in range(5):
        wake.poke()
    assert real_redis.client().llen("bimbing:bimbing") == 1


def test_nobody_answers_and_nothing_is_raised(broker):
    broker("redis://127.0.0.1:1/0")
    wake.poke()
    assert not wake.breaker.admits()


def test_a_silent_broker_is_asked_once_and_then_left_alone(broker, silent_port):
    broker(f"redis://127.0.0.1:{silent_port}/0")
    wake.poke()
    rest = wake.breaker.not_before - time.monotonic()
    assert rest > wake.EVERY
    assert {wake.IMPATIENT["socket_timeout"], wake.IMPATIENT["socket_connect_timeout"]} == {0.1}


def test_without_a_broker_there_is_no_poke(settings):
    settings.REDIS_URL = ""
    wake.poke()
    assert wake.breaker.admits()


@pytest.mark.django_db(transaction=True)
def test_a_commit_stands_although_the_poke_fails(broker):
    broker("redis://127.0.0.1:1/0")
    done = []
    with transaction.atomic():
        transaction.on_commit(hooks.wake, robust=True)
        transaction.on_commit(lambda: done.append(True))
    assert done == [True]
