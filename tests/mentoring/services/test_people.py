"""Registering and amending people, and the superior from a day on."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from mentoring.models import ReportingLine
from mentoring.services import people
from tests.factories import person as make
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import works_elsewhere
from workflows.models import Deadline

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)


def superior_on(person, day):
    return ReportingLine.objects.at(day).get(person=person).superior


def test_whoever_is_registered_has_a_user_who_cannot_sign_in_yet():
    maya = make.person(
        "Maya Contoh", title_before="Dr.", title_after="S.Sos.", zone="Asia/Jayapura"
    )

    assert str(maya) == maya.user.display_name == "Dr. Maya Contoh, S.Sos."
    assert maya.user.time_zone == "Asia/Jayapura"
    assert not maya.user.has_usable_password()
    assert maya.user.username.startswith("maya-contoh-")


def test_no_word_about_a_person_holds_the_whole_number():
    maya = make.person(nip="199001012015051001")

    assert maya.masked_nip == "1990********1001"
    assert "199001012015051001" not in f"{maya!s} {maya!r} {maya.user.username}"


def test_amending_carries_the_shown_name_and_the_address_to_the_user():
    maya = make.person("Maya Contoh")

    people.amend(maya, now=MONDAY, title_after="M.Si.", email="maya.baru@example.go.id")

    maya.user.refresh_from_db()
    assert maya.user.display_name == "Maya Contoh, M.Si."
    assert maya.user.email == "maya.baru@example.go.id"


def test_a_superior_replaced_on_a_day_keeps_the_history():
    maya, budi, citra = make.person("Maya"), make.person("Budi"), make.person("Citra")
    make.line(maya, budi)

    people.assign_superior(maya, citra, day=MARCH)

    assert superior_on(maya, date(2026, 2, 28)) == budi
    assert superior_on(maya, MARCH) == citra


def test_the_same_superior_again_changes_nothing():
    maya, budi = make.person("Maya"), make.person("Budi")
    first = make.line(maya, budi)

    assert people.assign_superior(maya, budi, day=MARCH) == first
    assert ReportingLine.objects.get() == first


def test_a_superior_corrected_on_the_same_day_leaves_one_line():
    maya, budi, citra = make.person("Maya"), make.person("Budi"), make.person("Citra")
    make.line(maya, budi, since=MARCH)

    people.assign_superior(maya, citra, day=MARCH)

    assert ReportingLine.objects.get().superior == citra


def test_lines_of_one_kind_never_overlap():
    maya, budi, citra = make.person("Maya"), make.person("Budi"), make.person("Citra")
    make.line(maya, budi, since=date(2026, 6, 1))

    with pytest.raises(ValidationError):
        people.assign_superior(maya, citra, day=MARCH)
    make.line(maya, citra, since=MARCH, kind="penilai_kinerja")
    assert ReportingLine.objects.count() == 2


def test_who_moves_takes_along_what_is_awaited_of_them_together_with_another():
    crew = cast()
    relationship(crew, "agreement")
    works_elsewhere(crew.eko, calendar="wit_6")

    people.amend(crew.maya, now=MONDAY, unit=crew.eko.unit)

    row = Deadline.objects.open().select_related("calendar").get(name="sign_agreement")
    assert (row.responsible, row.calendar.code) == (None, "wit_6")
