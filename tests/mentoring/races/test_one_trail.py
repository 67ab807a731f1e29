"""Sixteen people open the notes of one case at one moment: their accesses stand in one line."""

from functools import partial
from itertools import pairwise

import pytest
from django.db import IntegrityError

from mentoring.models import AccessRecord, CaseKey
from mentoring.queries import access_chain
from mentoring.sealing import case_keys
from mentoring.services.sealed_notes import Purpose, reading
from tests.factories.cast import MONDAY
from tests.factories.sealed import case_key, sealed, user
from tests.mentoring.races.conftest import FEWER_ROUNDS, RUNNERS

pytestmark = [pytest.mark.postgresql, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def opened(note, by):
    with reading(note, by=by, purpose=Purpose.IN_CHARGE, now=MONDAY) as text:
        return text.reveal()


def case():
    author = user()
    return sealed(case_key(), [f"teks {n}" for n in range(RUNNERS)], author), author


def test_nobody_is_lost_and_nothing_forks(race):
    notes, author = case()
    for _round in range(FEWER_ROUNDS):
        told = race([partial(opened, note, author) for note in notes])
        assert sorted(told) == sorted(f"teks {n}" for n in range(RUNNERS))
    found = list(AccessRecord.objects.order_by("number"))
    assert [one.number for one in found] == list(range(1, RUNNERS * FEWER_ROUNDS + 1))
    assert all(later.previous == earlier.mac for earlier, later in pairwise(found))
    assert list(access_chain.findings({})) == []


def test_without_the_lock_they_get_in_each_others_way(race, everybody_has_read, monkeypatch):
    """The control run: all read the same head, and then write after it."""

    def unlocked(pks):
        found = list(CaseKey.objects.filter(pk__in=set(pks)))
        everybody_has_read.wait()
        return found

    notes, author = case()
    monkeypatch.setattr(case_keys, "locked", unlocked)
    told = race([partial(opened, note, author) for note in notes])
    refused = [one for one in told if isinstance(one, IntegrityError)]
    assert len(refused) == RUNNERS - 1
    assert "one_access_after_the_other" in str(refused[0])
