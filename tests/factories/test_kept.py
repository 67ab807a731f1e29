"""Rows laid down again are those of the first time; whatever else is written ends the copying."""

import pytest
from django.db import IntegrityError, transaction

from mentoring.models import Appointment, Person, Relationship
from tests.factories import rows
from tests.factories.cast import another_mentee, cast
from tests.factories.kept import _tables, ledger
from tests.factories.relationship import relationship

pytestmark = pytest.mark.django_db


def played():
    """A pair in a database that is as empty afterwards as before: its rows, it, and whether they
    are known to be those of a page.
    """
    ledger.restart()
    with transaction.atomic():
        crew = cast()
        pair = relationship(crew, "active", mentee=another_mentee(crew, "Yuni Contoh"))
        known = ledger.page is not None
        found = rows.read(_tables())
        transaction.set_rollback(True)
    return found, pair, known


def test_a_second_time_the_same_rows_lie_there():
    first, pair, _known = played()
    again, copy, known = played()
    assert known
    assert again == first
    assert (copy.pk, copy.version, copy.state) == (pair.pk, pair.version, pair.state)
    assert copy is not pair
    assert copy.mentee.user == pair.mentee.user


def test_who_was_given_is_the_one_who_comes_back():
    for _ in range(2):
        ledger.restart()
        with transaction.atomic():
            crew = cast()
            assert relationship(crew).mentee is crew.maya
            transaction.set_rollback(True)


def rolled_back():
    with transaction.atomic():
        assert not Relationship.objects.exists()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "write",
    [
        lambda: Person.objects.update(name="Lain Contoh"),
        lambda: Appointment.objects.filter(person__name="Hadi Contoh").delete(),
        rolled_back,
    ],
    ids=["an update", "a deletion", "a rollback"],
)
def test_another_write_ends_the_copying(write):
    ledger.restart()
    crew = cast()
    assert ledger.page
    write()
    assert ledger.page is None
    relationship(crew, "active")
    assert ledger.page is None


def test_rows_that_nobody_saw_written_are_not_taken_for_none():
    played()
    crew = cast()
    ledger.restart()
    with pytest.raises(IntegrityError), transaction.atomic():
        cast()  # as without the copying: there is such an organisation already
    assert Person.objects.filter(organisation=crew.organisation).count() == 7
