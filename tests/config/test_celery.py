"""The Celery app is set up so that nothing that matters rests on a message, and it really runs."""

import pytest

from config.celery import app
from tests.servers.databases import SharedDatabase
from tests.servers.ports import wait_until
from workflows.models import EngineState


def test_a_lost_worker_loses_nothing():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    options = app.conf.broker_transport_options
    assert options["visibility_timeout"] > app.conf.task_time_limit
    assert (options["unacked_restore_interval"], options["unacked_restore_throttle"]) == (10, 1)


def test_nothing_waits_for_ever():
    assert app.conf.broker_transport_options["socket_timeout"] == 30
    assert app.conf.broker_transport_options["socket_connect_timeout"] == 5
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit == 120


def test_results_and_pickles_are_not_kept():
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None
    assert app.conf.accept_content == ["json"]


def test_ticks_are_in_utc_and_do_not_pile_up():
    assert app.conf.enable_utc
    assert app.conf.timezone == "UTC"
    for tick in app.conf.beat_schedule.values():
        assert tick["options"]["expires"] < tick["schedule"]


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    scheduled = {tick["task"] for tick in app.conf.beat_schedule.values()}
    assert scheduled <= set(app.tasks)


@pytest.mark.slow
def test_worker_and_beat_sweep_through_a_real_broker(
    shared_database: SharedDatabase, real_redis, tmp_path
):
    shared_database.extra = {"REDIS_URL": real_redis.url, "BIMBING_DATA": str(tmp_path)}
    celery = ("-m", "celery", "--app", "config.celery")
    quiet = ("--without-gossip", "--without-mingle", "--concurrency", "1")
    log = tmp_path / "log"
    shared_database.spawn(*celery, "worker", *quiet, log=log)
    shared_database.spawn(*celery, "beat", log=log)
    try:
        wait_until(EngineState.objects.exclude(last_sweep_at=None).exists, "the first sweep")
    except TimeoutError:
        pytest.fail(log.read_text())
    with real_redis.client() as client:
        assert all(key.startswith(b"bimbing:") for key in client.scan_iter())
