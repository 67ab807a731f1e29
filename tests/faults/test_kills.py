"""SIGKILL of the process that rings and sends, over and over: nothing is lost, nothing doubled."""

import os
import random
import signal
import subprocess
from collections.abc import Callable, Iterable

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]

Process = subprocess.Popen[bytes]


def moments_of_death(seed: int, kills: int, mails: int) -> list[int]:
    """After how many arrived mails each kill comes: anywhere in the run, also twice in a row."""
    return sorted(random.Random(seed).choices(range(mails * 9 // 10), k=kills))


def kill(process: Process) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def survive(reminders, start: Callable[[], Process], deaths: Iterable[int], between) -> None:
    """Kill and restart at each of the moments, then let the last one finish."""
    for number, death in enumerate(deaths):
        process = start()
        reached = reminders.arrived() + 1 if reminders.arrived() >= death else death
        reminders.wait_for(lambda reached=reached: reminders.arrived() >= reached, "worker")
        kill(process)
        reminders.pass_leases()
        between(number)
    start()
    reminders.wait_for(reminders.settled, "the last worker")


def test_2000_reminders_survive_30_kills_and_5_flushes_of_redis(
    reminders, shared_database, real_redis, seed, log
):
    prepared = reminders(2000)
    shared_database.extra["REDIS_URL"] = real_redis.url
    celery = ("-m", "celery", "-A", "config.celery")
    shared_database.spawn(*celery, "beat", log=log)

    def worker() -> Process:
        options = ("--concurrency=2", "--without-gossip", "--without-mingle")
        return shared_database.spawn(*celery, "worker", *options, log=log)

    def flush(number: int) -> None:
        if number % 6 == 0:
            real_redis.flush()

    survive(prepared, worker, moments_of_death(seed, 30, 2000), flush)
    prepared.assert_everybody_was_told_once(kills=30, senders=2)


def test_reminders_survive_kills_where_redis_was_never_started(
    reminders, shared_database, seed, log, tmp_path
):
    prepared = reminders(200)
    shared_database.extra["REDIS_URL"] = f"redis+socket://{tmp_path}/nobody-listens"

    def loop() -> Process:
        return shared_database.start("run_engine", log=log)

    survive(prepared, loop, moments_of_death(seed, 5, 200), lambda number: None)
    prepared.assert_everybody_was_told_once(kills=5, senders=1)
