"""Processes killed and the database crashed, over and over: nothing is lost, nothing doubled."""

import os
import random
import signal
import subprocess
from collections.abc import Callable, Iterable

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]

Process = subprocess.Popen[bytes]
STRIKES = int(os.environ.get("FAULT_STRIKES", "22"))  # of eleven one is a crash of the database
REMINDERS = 2000


def moments_of_death(seed: int, strikes: int, mails: int) -> list[int]:
    """After how many arrived mails each strike comes: anywhere in the run, also twice in a row."""
    return sorted(random.Random(seed).choices(range(mails * 9 // 10), k=strikes))


def kill(process: Process) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def survive(reminders, start: Callable[[], Process], deaths: Iterable[int], beside) -> None:
    """Kill and start again at each of the moments, then let the last one finish.

    Where `beside` strikes at something else and says so, the process is left to cope.
    """
    process = start()
    for number, death in enumerate(deaths):
        reached = max(death, reminders.arrived() + 1)
        reminders.wait_for(lambda reached=reached: reminders.arrived() >= reached, "worker")
        if not beside(number):
            kill(process)
        reminders.pass_leases()
        if process.poll() is not None:
            process = start()
    reminders.wait_for(reminders.settled, "the last worker")


def test_2000_reminders_survive_kills_crashes_of_the_database_and_flushes_of_redis(
    reminders, shared_database, real_redis, seed, log
):
    prepared = reminders(REMINDERS)
    shared_database.extra["REDIS_URL"] = real_redis.url
    celery = ("-m", "celery", "-A", "config.celery")
    shared_database.spawn(*celery, "beat", log=log)

    def worker() -> Process:
        options = ("--concurrency=2", "--without-gossip", "--without-mingle")
        return shared_database.spawn(*celery, "worker", *options, log=log)

    def beside(number: int) -> bool:
        if number % 6 == 0:
            real_redis.flush()
        if number % 11 == 5:
            shared_database.crash()
        return number % 11 == 5

    survive(prepared, worker, moments_of_death(seed, STRIKES, REMINDERS), beside)
    prepared.assert_everybody_was_told_once(strikes=STRIKES, senders=2)


def test_reminders_survive_kills_where_redis_was_never_started(
    reminders, shared_database, seed, log, tmp_path
):
    prepared = reminders(200)
    shared_database.extra["REDIS_URL"] = f"redis+socket://{tmp_path}/nobody-listens"

    def loop() -> Process:
        return shared_database.start("run_engine", log=log)

    survive(prepared, loop, moments_of_death(seed, 5, 200), lambda number: False)
    prepared.assert_everybody_was_told_once(strikes=5, senders=1)
