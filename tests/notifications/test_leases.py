"""Who works on which copy."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import QuerySet

from notifications import held, leases
from notifications.models import Delivery, DeliveryState
from tests.notifications.toys import NOW, copy_of, later, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ten(maya):
    for n in range(10):
        told(maya, cause=f"record:{n}", copy_at=later(minutes=-n))


def test_each_copy_has_a_token_of_its_own(ten):
    taken = leases.take(NOW, 20)
    assert len({copy.lease_token for copy in taken}) == 10
    assert {copy.lease_until for copy in taken} == {NOW + leases.LEASE}


def test_what_is_taken_is_not_taken_again(ten):
    first = leases.take(NOW, 4)
    second = leases.take(NOW, 20)
    assert [copy.due_at for copy in first] == [later(minutes=-n) for n in (9, 8, 7, 6)]
    assert {copy.pk for copy in first}.isdisjoint(copy.pk for copy in second)
    assert len(second) == 6
    assert leases.take(NOW, 20) == []


def test_an_expired_lease_is_given_back_under_a_new_token(ten):
    first = {copy.pk: copy.lease_token for copy in leases.take(NOW, 20)}
    assert leases.take(NOW + leases.LEASE - leases.LEASE / 100, 20) == []
    second = {copy.pk: copy.lease_token for copy in leases.take(NOW + leases.LEASE, 20)}
    assert first.keys() == second.keys()
    assert all(first[pk] != second[pk] for pk in first)


def test_a_released_copy_waits_as_long_as_told(ten):
    taken = leases.take(NOW, 20)
    held.release([taken[0].lease_token], not_before=later(minutes=1))
    assert leases.take(NOW, 20) == []
    assert [copy.pk for copy in leases.take(later(minutes=1), 20)] == [taken[0].pk]


def test_a_copy_taken_over_is_not_released_by_its_former_holder(maya):
    notice = told(maya)
    (mine,) = leases.take(NOW, 20)
    leases.take(NOW + leases.LEASE, 20)
    held.release([mine.lease_token], not_before=NOW)
    assert copy_of(notice).state == DeliveryState.LEASED


@pytest.fixture(params=["row locks", "compare-and-set alone"])
def protection(request, monkeypatch):
    if request.param == "compare-and-set alone":
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)


@pytest.mark.parametrize("_round", range(5))
def test_many_senders_at_once_share_without_overlap(ten, protection, _round):
    start = threading.Barrier(4)

    def take_all():
        taken = []
        try:
            start.wait()
            while mine := leases.take(NOW, 3):
                taken += [copy.pk for copy in mine]
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor() as pool:
        senders = [pool.submit(take_all) for _ in range(4)]
        taken = [pk for sender in senders for pk in sender.result()]
    assert len(taken) == len(set(taken)) == Delivery.objects.count()
