"""Dated rows: first and last day count, and what the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mentoring.models import Absence, Practitioner, ReportingLine, Unit
from tests.factories import organisation as organisations
from tests.factories import person as people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_a_dated_row_holds_on_its_first_and_its_last_day(day, holds):
    maya, budi = people.person("Maya Contoh"), people.person("Budi Contoh")
    ReportingLine.objects.create(
        person=maya, superior=budi, valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31)
    )

    assert ReportingLine.objects.at(day).exists() is holds


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [
        (date(2026, 4, 1), None, False),
        (date(2026, 3, 31), None, True),
        (date(2026, 2, 1), date(2026, 2, 28), False),
        (date(2026, 2, 1), date(2026, 3, 1), True),
    ],
)
def test_periods_overlap_when_they_share_a_day(first, last, meets):
    maya, budi = people.person("Maya Contoh"), people.person("Budi Contoh")
    ReportingLine.objects.create(
        person=maya, superior=budi, valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31)
    )

    assert ReportingLine.objects.overlapping(first, last).exists() is meets


@pytest.mark.parametrize(
    ("day", "away"),
    [(date(2026, 3, 1), False), (date(2026, 3, 2), True), (date(2026, 3, 4), False)],
)
def test_an_absence_includes_both_its_days(day, away):
    Absence.objects.create(
        person=people.person(), starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 3)
    )

    assert Absence.objects.at(day).exists() is away


def test_a_unit_works_as_its_parent_does_unless_told_otherwise():
    agency = organisations.organisation()
    root = agency.units.get(parent=None)
    clinic = Unit.objects.create(
        organisation=agency,
        parent=root,
        name="RSUD Contoh",
        calendar=organisations.calendar("wib_6", week=organisations.SIX_DAYS),
        valid_from=organisations.SINCE,
    )
    ward = organisations.unit("Ruang Contoh", under=clinic)

    assert root.calendar == agency.calendar
    assert ward.calendar == clinic.calendar != root.calendar


def refused(create):
    with pytest.raises(IntegrityError), transaction.atomic():
        create()


def test_the_database_refuses_what_cannot_be():
    maya, budi = people.person("Maya Contoh"), people.person("Budi Contoh")
    practitioner = people.practitioner(budi, capacity=1)
    people.line(maya, budi)
    agency = maya.organisation
    day = date(2026, 6, 1)

    refused(lambda: Practitioner.objects.filter(pk=practitioner.pk).update(active=2))
    refused(lambda: ReportingLine.objects.create(person=maya, superior=budi, valid_from=day))
    refused(lambda: ReportingLine.objects.create(person=budi, superior=budi, valid_from=day))
    refused(lambda: ReportingLine.objects.filter(person=maya).update(valid_to=date(2020, 1, 1)))
    refused(lambda: Unit.objects.create(organisation=agency, parent=None, name="X", valid_from=day))
    refused(lambda: type(maya).objects.filter(pk=maya.pk).update(nip=""))
    refused(lambda: type(maya).objects.filter(pk=maya.pk).update(nip=budi.nip))
