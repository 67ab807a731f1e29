"""Accept and decline fired at one offer by sixteen hands: one answer counts."""

from functools import partial

import pytest
from django.db.models import Q

from mentoring.models import Offer, Practitioner, Relationship
from tests.factories.cast import MONDAY, Cast, cast
from tests.factories.relationship import relationship
from tests.mentoring.races.conftest import ROUNDS, RUNNERS
from workflows import engine, reading, writer
from workflows.errors import Conflict
from workflows.models import Record

pytestmark = [pytest.mark.postgresql, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def offered_again(crew: Cast, found: Relationship) -> Relationship:
    """The request offered to Budi once more, whatever became of the offer before."""
    if found.state == "agreement":
        why = {"reason": "other"}
        found = engine.perform(found, "request_rematch", by=crew.maya.user, now=MONDAY, data=why)
    offer = {"practitioner": crew.budi.uid}
    return engine.perform(found, "offer", by=crew.citra.user, now=MONDAY, data=offer)


def answers(crew: Cast, found: Relationship):
    def answer(name):
        data = {"reason": "no_time"} if name == "decline" else {}
        return engine.perform(
            found,
            name,
            by=crew.budi.person.user,
            now=MONDAY,
            data=data,
            expected_version=found.version,
        )

    return [partial(answer, name) for name in ("accept", "decline") * (RUNNERS // 2)]


def test_one_wins_and_the_others_see_how_it_stands(race):
    crew = cast()
    found = relationship(crew, "offered")
    for _round in range(ROUNDS):
        outcomes = race(answers(crew, found))
        stored = Relationship.objects.get(pk=found.pk)
        [won] = [each for each in outcomes if isinstance(each, Relationship)]
        lost = [each for each in outcomes if isinstance(each, Conflict)]
        assert len(lost) == RUNNERS - 1, outcomes
        assert {(each.fresh.state, each.fresh.version) for each in lost} == {
            (stored.state, stored.version)
        }
        assert (won.state, won.version) == (stored.state, stored.version)
        answer = Offer.objects.get(relationship=found, rank=found.offer_rank).answer
        assert (stored.state, answer) in {("agreement", "accepted"), ("requested", "declined")}
        taken = Practitioner.objects.get(pk=crew.budi.pk).active
        assert taken == (1 if stored.state == "agreement" else 0)
        found = offered_again(crew, stored)


def test_without_protection_several_answers_count(
    race, everybody_has_read, without_constraint, monkeypatch
):
    """The control run, by the ORM: no lock, no compare-and-set, no guarded update, no unique
    version."""

    def unlocked(subject, *, by, now):
        found = reading.read(type(subject), subject.pk, by=by, now=now)
        everybody_has_read.wait()
        return found

    def whatever_version(moved):
        return Q(pk__in=[each.subject.pk for each in moved])

    crew = cast(capacity=RUNNERS)
    found = relationship(crew, "offered")
    without_constraint("workflows_record", "one_record_per_version")
    without_constraint("mentoring_agreement", "one_agreement_per_version")
    without_constraint("workflows_deadline", "one_open_deadline_per_name")
    monkeypatch.setattr(reading, "locked_one", unlocked)
    monkeypatch.setattr(writer, "_stored", lambda *_desk: False)
    monkeypatch.setattr(writer, "_unmoved", whatever_version)
    monkeypatch.setattr(writer, "_check", lambda update, touched: None)
    outcomes = race(answers(crew, found))
    won = {each.state for each in outcomes if isinstance(each, Relationship)}
    assert won == {"agreement", "requested"}, outcomes
    assert Record.objects.filter(version=found.version + 1).count() > 1
