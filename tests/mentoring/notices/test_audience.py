"""Role, person, substitute, conflict guard, next level, nobody: each in a small agency."""

from datetime import date

import pytest

from mentoring.models import Absence, Assignment
from mentoring.notices import audience
from mentoring.notices.audience import Ask
from mentoring.notices.path import Way
from mentoring.queries.directory import Directory
from mentoring.vocabulary import AppointedRole, PositionLevel
from tests.factories.organisation import unit as make_unit
from tests.factories.person import appointment, line, person
from tests.mentoring.notices.matters import matter
from tests.moments import at

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 4)
NOW = at("2026-05-04 09:00")
SUPERIOR = "superior_of_practitioner"


@pytest.fixture
def office():
    return make_unit("Dinas Contoh")


@pytest.fixture
def budi(office):
    return person("Budi Contoh", unit=office)


@pytest.fixture
def sari(office, budi):
    superior = person("Sari Contoh", unit=office)
    line(budi, superior)
    return superior


@pytest.fixture
def tono(office, sari):
    above = person("Tono Contoh", unit=office)
    line(sari, above)
    return above


@pytest.fixture
def putri(office):
    return person("Putri Contoh", unit=office)


def answer(subject, role=SUPERIOR, *, barred=(), now=NOW):
    ask = Ask(subject, role, frozenset(who.user_id for who in barred))
    return audience.resolve_all([ask], Directory(now))[0]


def told(subject, role=SUPERIOR, **more):
    return [found.person for found in answer(subject, role, **more).found]


def ways(answered):
    (outcome,) = (*answered.found, *answered.lost)
    return [str(hop.way) for hop in outcome.path]


def away(who, first=DAY, last=DAY):
    Absence.objects.create(person=who, starts_on=first, ends_on=last)


def acting(who, *, how="plh", for_=None, unit=None, since=DAY, **more):
    return Assignment.objects.create(
        person=who, unit=unit or who.unit, title="Kepala", acting=how, acting_for=for_,
        valid_from=since, **more,
    )  # fmt: skip


def test_the_superior_is_who_the_line_names_on_the_day(budi, sari, tono):
    line(budi, tono, since=date(2026, 5, 5))
    assert told(matter(budi)) == [sari]
    assert told(matter(budi), now=at("2026-05-05 00:30")) == [tono]
    assert ways(answer(matter(budi))) == [Way.LINE]


def test_a_day_begins_at_the_place_of_work(budi, sari, tono):
    line(budi, tono, since=date(2026, 5, 5))
    assert told(matter(budi), now=at("2026-05-04 23:59")) == [sari]


def test_who_acts_for_an_absent_superior_is_told(budi, sari, tono, putri):
    away(sari)
    acting(putri, for_=sari)
    found = answer(matter(budi)).found[0]
    assert (found.person, found.office, found.level) == (putri, sari, 0)
    assert ways(answer(matter(budi))) == [Way.LINE, Way.AWAY, Way.PLH]


def test_a_deputy_is_not_told_while_the_superior_is_there(budi, sari, putri):
    acting(putri, for_=sari)
    assert told(matter(budi)) == [sari]


def test_a_deputy_whose_time_is_over_counts_no_more(budi, sari, tono, putri):
    away(sari)
    acting(putri, for_=sari, since=date(2026, 4, 1), valid_to=date(2026, 5, 3))
    assert told(matter(budi)) == [tono]


def test_an_absent_deputy_is_no_deputy(budi, sari, tono, putri):
    away(sari)
    away(putri)
    acting(putri, for_=sari)
    assert told(matter(budi)) == [tono]


def test_without_a_deputy_the_next_level_is_told(budi, sari, tono):
    away(sari)
    found = answer(matter(budi)).found[0]
    assert (found.person, found.office, found.level) == (tono, None, 1)
    assert ways(answer(matter(budi))) == [Way.LINE, Way.AWAY, Way.LINE]


def test_a_closed_account_is_an_absence(budi, sari, tono):
    sari.user.is_active = False
    sari.user.save()
    assert told(matter(budi)) == [tono]


def test_somebody_concerned_is_passed_by(budi, sari, tono):
    found = answer(matter(budi, sari), barred=[budi, sari]).found[0]
    assert found.person == tono
    assert [str(hop.way) for hop in found.path] == [Way.LINE, Way.CONCERNED, Way.LINE]


def test_somebody_concerned_is_not_told_as_a_deputy_either(budi, sari, tono):
    away(sari)
    acting(budi, for_=sari)
    assert told(matter(budi), barred=[budi]) == [tono]


def test_a_vacant_post_is_held_by_who_leads_the_unit(budi, office, putri):
    acting(putri, how="plt", unit=office, is_head=True)
    found = answer(matter(budi)).found[0]
    assert found.person == putri
    assert [str(hop.way) for hop in found.path] == [Way.UNIT_HEAD, Way.PLT]


def test_a_vacant_post_in_a_unit_without_head_goes_to_the_nearest_unit_above(budi, office):
    head = person("Rini Contoh", unit=office.parent)
    Assignment.objects.create(
        person=head, unit=office.parent, title="Kepala", is_head=True, valid_from=DAY
    )
    assert told(matter(budi)) == [head]


def test_nobody_is_their_own_superior_nor_is_their_own_deputy(budi, office, putri):
    Assignment.objects.create(
        person=budi, unit=office, title="Kepala", is_head=True, valid_from=DAY
    )
    acting(putri, for_=budi, unit=office, is_head=True)
    answered = answer(matter(budi))
    assert answered.found == ()
    assert ways(answered) == [Way.NOBODY]


def test_a_line_that_has_ended_leaves_the_post_vacant(budi, sari, office, putri):
    budi.lines.update(valid_to=date(2026, 4, 30))
    acting(putri, how="plt", unit=office, is_head=True)
    assert told(matter(budi)) == [putri]


@pytest.mark.parametrize("level", [PositionLevel.PYB, PositionLevel.PPK])
def test_nothing_escalates_to_the_ceiling_of_the_organisation(budi, sari, level):
    sari.level = level
    sari.save()
    answered = answer(matter(budi))
    assert answered.found == ()
    assert ways(answered) == [Way.LINE, Way.ABOVE_CEILING]


def test_nor_to_who_acts_for_somebody_at_the_ceiling(budi, office, putri):
    acting(putri, how="plt", unit=office, is_head=True, level=PositionLevel.PYB)
    assert answer(matter(budi)).found == ()


def test_two_people_who_are_each_others_superior_end_the_search(budi, sari):
    line(sari, budi)
    away(sari)
    answered = answer(matter(budi), barred=[budi])
    assert answered.found == ()
    assert ways(answered)[-1] == Way.NOBODY


def test_coordinators_are_all_of_the_organisation_and_of_the_programme(budi, putri, office):
    appointment(putri)
    citra = person("Citra Contoh", unit=office)
    appointment(citra)
    assert set(told(matter(budi), "coordinator")) == {putri, citra}


def test_an_absent_coordinator_is_replaced_by_the_one_who_acts(budi, putri, sari):
    appointment(putri)
    away(putri)
    acting(sari, for_=putri)
    assert told(matter(budi), "coordinator") == [sari]


def test_a_coordinator_is_followed_by_the_head_of_service(budi, putri, sari):
    appointment(putri)
    appointment(sari, AppointedRole.HEAD)
    assert told(matter(budi), "coordinator") == [putri]
    assert told(matter(budi), "coordinator", barred=[putri]) == [sari]
    assert ways(answer(matter(budi), "coordinator", barred=[putri])) == [
        Way.APPOINTED, Way.CONCERNED, Way.HEAD_OF_SERVICE,
    ]  # fmt: skip


def test_without_coordinator_and_head_there_is_nobody(budi):
    assert ways(answer(matter(budi), "coordinator")) == [Way.NOBODY, Way.NOBODY]


def test_parties_have_no_substitutes(budi, putri):
    away(budi)
    acting(putri, for_=budi)
    assert told(matter(budi), "practitioner") == [budi]


def test_each_superior_knows_for_whom(budi, sari, putri, tono):
    line(putri, tono)
    found = answer(matter(budi, putri, unsigned=[budi, putri]), "superior_of_unsigned").found
    assert {(each.person, each.over) for each in found} == {(sari, budi), (tono, putri)}


def test_a_batch_costs_as_many_statements_as_one(budi, sari, office, django_assert_num_queries):
    staff = [person(f"Staf Contoh {n}", unit=office) for n in range(5)]
    for one in staff:
        line(one, sari)
    directory = Directory(NOW)
    with django_assert_num_queries(3):
        audience.resolve_all([Ask(matter(budi), SUPERIOR)], directory)
    asks = [Ask(matter(one), SUPERIOR) for one in staff]
    with django_assert_num_queries(3):
        answers = audience.resolve_all(asks, directory)
    assert [each.found[0].person for each in answers] == [sari] * 5
