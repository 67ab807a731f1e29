"""Retry decisions."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from notifications.backoff import FIRST, GIVE_UP, JITTER, LONGEST, MOST_ATTEMPTS, after_failure
from tests.notifications.toys import NOW

ONE = UUID(int=1)


def wait(attempts, delivery=ONE):
    return after_failure(attempts, permanent=False, delivery=delivery, now=NOW).retry_at - NOW


def test_a_permanent_error_is_not_retried():
    assert after_failure(1, permanent=True, delivery=ONE, now=NOW) == GIVE_UP


def test_attempts_run_out():
    assert wait(MOST_ATTEMPTS - 1)
    assert after_failure(MOST_ATTEMPTS, permanent=False, delivery=ONE, now=NOW) == GIVE_UP


@given(st.uuids(), st.integers(1, MOST_ATTEMPTS - 1))
def test_waits_double_within_the_jitter_up_to_a_cap(delivery, attempts):
    plain = min(FIRST * 2 ** (attempts - 1), LONGEST)
    assert plain * (1 - JITTER) <= wait(attempts, delivery) <= plain * (1 + JITTER)


def test_the_same_attempt_waits_the_same_and_others_differ():
    assert wait(3) == wait(3)
    assert len({wait(3, UUID(int=n)) for n in range(100)}) == 100


def test_patience_covers_a_working_day_without_mail():
    assert sum((wait(n) for n in range(1, MOST_ATTEMPTS)), timedelta()) > timedelta(hours=10)
