"""Who could take on a request: the reasons for and against, and the same cost for many requests."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring.models import Absence
from mentoring.models.parties import all_above
from mentoring.queries import candidates
from mentoring.rules import office_day
from tests.factories import cast as casts
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.cast import MONDAY, another_mentee, another_mentor
from tests.factories.relationship import relationship

pytestmark = pytest.mark.django_db

TODAY = office_day(MONDAY)


@pytest.fixture
def cast():
    return casts.cast(mentor_as_superior="forbidden")


def found(request, asked=()):
    rows = candidates.for_requests([request], {request.pk: set(asked)}, MONDAY)[request.pk]
    return {one.name: one for one in rows}


def test_who_was_asked_and_who_is_away_come_after_the_others(cast):
    tono, putri = another_mentor(cast, "Tono Contoh"), another_mentor(cast, "Putri Contoh")
    Absence.objects.create(person=putri.person, starts_on=TODAY, ends_on=TODAY + timedelta(days=3))
    request = relationship(cast, "requested")
    rows = found(request, asked=[cast.budi.pk])
    assert list(rows) == ["Tono Contoh", "Putri Contoh", "Budi Contoh"]
    assert rows["Putri Contoh"].away_until == TODAY + timedelta(days=3)
    assert rows["Budi Contoh"].asked
    assert rows[tono.person.name].nearby


def test_a_superior_at_any_level_is_named_but_kept_out(cast):
    top = another_mentor(cast, "Tono Contoh")
    people.line(cast.rina, top.person)
    request = relationship(cast, "requested")
    rows = found(request)
    assert rows["Tono Contoh"].barred
    assert list(rows) == ["Budi Contoh", "Tono Contoh"]
    assert [one.name for one in candidates.for_request(request, MONDAY)] == ["Budi Contoh"]
    assert not request.meets_superior_rule(top, TODAY)


def test_the_chain_of_superiors_is_read_for_many_at_once(cast):
    people.line(cast.rina, cast.hadi)
    assert all_above({cast.maya.pk, cast.budi.person_id}, TODAY) == {
        (cast.maya.pk, cast.rina.pk),
        (cast.maya.pk, cast.hadi.pk),
        (cast.budi.person_id, cast.sari.pk),
    }


def test_where_the_superior_is_required_nobody_else_may(cast):
    cast.programme.mentor_as_superior = "required"
    cast.programme.save()
    casts.mentor(cast.rina)
    rows = found(relationship(cast, "requested"))
    assert not rows["Rina Contoh"].barred
    assert rows["Budi Contoh"].superior


def test_who_works_with_the_mentee_already_is_kept_out(cast):
    relationship(cast, "active")
    assert found(relationship(cast, "requested"))["Budi Contoh"].paired


def test_nobody_without_room_qualification_or_code_of_conduct(cast):
    full = another_mentor(cast, "Tono Contoh", capacity=0)
    loose = another_mentor(cast, "Putri Contoh")
    loose.code_of_conduct_version = ""
    loose.save(update_fields=["code_of_conduct_version"])
    untrained = another_mentor(cast, "Wawan Contoh")
    untrained.person.qualifications.all().delete()
    names = found(relationship(cast, "requested"))
    assert not {one.person.name for one in (full, loose, untrained)} & set(names)


def test_another_agencys_mentor_only_when_in_the_programme(cast):
    far = places.organisation("Kota Contoh", code="kota-contoh")
    stranger = casts.mentor(people.person("Asing Contoh", organisation=far))
    request = relationship(cast, "requested")
    assert "Asing Contoh" not in found(request)
    programmes.enrolment(stranger.person, cast.programme, "mentor")
    assert "Asing Contoh" in found(request)


def test_statements_do_not_grow_with_requests(cast):
    requests = [relationship(cast, "requested")]
    with CaptureQueriesContext(connection) as one:
        candidates.for_requests(requests, {}, MONDAY)
    requests += [
        relationship(cast, "requested", mentee=another_mentee(cast, f"Orang {n}")) for n in range(5)
    ]
    with CaptureQueriesContext(connection) as many:
        candidates.for_requests(requests, {}, MONDAY)
    assert len(one) == len(many) <= 3
