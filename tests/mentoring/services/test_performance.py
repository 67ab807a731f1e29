"""Counselling on performance: who may propose, counsel, sign, receive; and why not."""

from datetime import date, timedelta

import pytest

from mentoring.models import Assignment, PerformanceCounselling, SealedNote
from mentoring.queries import performance as queries
from mentoring.services import performance
from mentoring.vocabulary import AppointedRole, LineKind
from tests.factories import cast as casts
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.performance import (
    BEHAVIOUR,
    HOUR,
    RESULT,
    STATEMENT,
    WAYS,
    counselling,
    official,
    qualified,
)
from workflows import engine
from workflows.errors import Guarded, InvalidInput, NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew():
    return casts.cast()


@pytest.fixture
def wulan(crew):
    return official(crew)


def act(item, name, by, now=None, **data):
    return engine.perform(item, name, by=by.user, now=now or MONDAY, data=data)


def refused(item, name, by, now=None, **data):
    with pytest.raises(Guarded) as caught:
        act(item, name, by, now, **data)
    return str(caught.value)


def assign(item, by, who, kind="independent", now=None):
    return act(item, "assign", by, now, kind=kind, counsellor=who.uid)


def why_not(item, by, who, kind="independent"):
    return refused(item, "assign", by, kind=kind, counsellor=who.uid)


def texts(item, person, now=MONDAY):
    return dict(performance.read(item, by=person.user, now=now).texts)


@pytest.mark.parametrize("state", WAYS)
def test_every_state_can_be_reached(crew, wulan, state):
    assert counselling(crew, state, counsellor=wulan).state == state


# Who proposes.


def test_the_direct_superior_appraises_if_nobody_else_is_on_record(crew):
    item = performance.propose(crew.maya, BEHAVIOUR, by=crew.rina.user, now=MONDAY)
    assert (item.state, item.appraiser, item.counsellor) == ("proposed", crew.rina, None)


def test_an_appraiser_on_record_goes_before_the_superior(crew):
    people.line(crew.maya, crew.eko, kind=LineKind.APPRAISER)
    item = performance.propose(crew.maya, BEHAVIOUR, by=crew.eko.user, now=MONDAY)
    assert item.appraiser == crew.eko
    with pytest.raises(NotPermitted):
        performance.propose(crew.maya, BEHAVIOUR, by=crew.rina.user, now=MONDAY)


@pytest.mark.parametrize("who", ["maya", "citra", "eko", "hadi", "sari"])
def test_nobody_else_proposes(crew, who):
    with pytest.raises(NotPermitted):
        performance.propose(crew.maya, BEHAVIOUR, by=getattr(crew, who).user, now=MONDAY)
    assert not PerformanceCounselling.objects.exists()


@pytest.mark.parametrize("text", ["62,5", "SKP 62,5 dari 100", "  ", "Kurang.", "4 4 4 4 4 4 4"])
def test_a_figure_alone_opens_nothing(crew, text):
    with pytest.raises(Guarded, match="figure alone"):
        performance.propose(crew.maya, text, by=crew.rina.user, now=MONDAY)
    assert not PerformanceCounselling.objects.exists()


def test_one_at_a_time(crew):
    performance.propose(crew.maya, BEHAVIOUR, by=crew.rina.user, now=MONDAY)
    with pytest.raises(Guarded, match="already"):
        performance.propose(crew.maya, BEHAVIOUR, by=crew.rina.user, now=MONDAY)


def test_again_once_it_has_ended(crew, wulan):
    counselling(crew, "withdrawn", counsellor=wulan)
    assert performance.propose(crew.maya, BEHAVIOUR, by=crew.rina.user, now=MONDAY).pk


# Who counsels.


def test_a_qualified_appraiser_counsels_in_one_act(crew):
    qualified(crew.rina)
    by = crew.rina.user
    item = performance.propose(crew.maya, BEHAVIOUR, by=by, now=MONDAY, oneself=True)
    assert (item.state, item.counsellor_kind) == ("assigned", "appraiser")


@pytest.mark.parametrize("until", [None, date(2026, 6, 7)])
def test_without_a_valid_qualification_the_appraiser_does_not(crew, until):
    if until:
        qualified(crew.rina, until=until)
    with pytest.raises(Guarded, match="no counselling qualification"):
        performance.propose(crew.maya, BEHAVIOUR, by=crew.rina.user, now=MONDAY, oneself=True)
    assert not PerformanceCounselling.objects.exists()
    item = performance.propose(crew.maya, BEHAVIOUR, by=crew.rina.user, now=MONDAY)
    assert "no counselling qualification" in refused(item, "take_on", crew.rina)


def test_the_last_day_of_a_qualification_still_counts(crew):
    qualified(crew.rina, until=MONDAY.date())
    by = crew.rina.user
    item = performance.propose(crew.maya, BEHAVIOUR, by=by, now=MONDAY, oneself=True)
    assert item.counsellor == crew.rina


@pytest.fixture
def proposed(crew):
    return performance.propose(crew.maya, BEHAVIOUR, by=crew.rina.user, now=MONDAY)


def test_an_official_is_one_by_appointment(crew, proposed, wulan):
    assert "not on record as an official" in why_not(proposed, crew.citra, crew.eko, "official")
    assert assign(proposed, crew.citra, wulan, "official").counsellor == wulan


def test_an_independent_counsellor_is_qualified(crew, proposed):
    assert "no counselling qualification" in why_not(proposed, crew.citra, crew.eko)
    qualified(crew.eko)
    assert assign(proposed, crew.citra, crew.eko).counsellor_kind == "independent"


def test_an_appraiser_who_is_an_official_is_qualified_as_well(crew, proposed):
    people.appointment(crew.rina, AppointedRole.COUNSELLING_OFFICIAL)
    given = {"kind": "official", "counsellor": crew.rina.uid}
    assert "no counselling qualification" in refused(proposed, "assign", crew.citra, **given)
    qualified(crew.rina)
    assert assign(proposed, crew.citra, crew.rina, "official").counsellor == crew.rina


def test_nobody_counsels_themselves(crew, proposed):
    qualified(crew.maya)
    people.appointment(crew.maya, AppointedRole.COUNSELLING_OFFICIAL)
    for kind in ("official", "independent"):
        assert why_not(proposed, crew.citra, crew.maya, kind) == "Nobody counsels themselves."


def test_an_independent_counsellor_is_nobody_near(crew, proposed):
    people.line(crew.rina, crew.sari)
    people.line(crew.eko, crew.maya)
    for near in (crew.rina, crew.sari, crew.eko):
        qualified(near)
        assert "no superior, subordinate or appraiser" in why_not(proposed, crew.citra, near)


def test_an_official_is_no_subordinate_of_the_client(crew, proposed, wulan):
    people.line(wulan, crew.eko)
    people.line(crew.eko, crew.maya)
    assert "a subordinate of the client" in why_not(proposed, crew.citra, wulan, "official")
    assert wulan not in queries.counsellors(proposed, MONDAY)


def test_who_leads_the_unit_without_a_line_is_near_and_so_is_who_acts_for_them(crew, proposed):
    post = {"unit": crew.maya.unit, "title": "Kepala Contoh", "valid_from": MONDAY.date()}
    Assignment.objects.create(person=crew.sari, is_head=True, **post)
    Assignment.objects.create(person=crew.eko, acting="plt", acting_for=crew.sari, **post)
    for near in (crew.sari, crew.eko):
        qualified(near)
        assert "no superior, subordinate or appraiser" in why_not(proposed, crew.citra, near)


def test_an_appraiser_who_is_no_superior_is_near_as_well(crew):
    people.line(crew.maya, crew.eko, kind=LineKind.APPRAISER)
    item = performance.propose(crew.maya, BEHAVIOUR, by=crew.eko.user, now=MONDAY)
    qualified(crew.eko)
    assert "no superior, subordinate or appraiser" in why_not(item, crew.citra, crew.eko)


def test_nobody_of_another_organisation_or_made_up(crew, proposed):
    wrong = "00000000-0000-4000-8000-000000000000"
    said = refused(proposed, "assign", crew.citra, kind="official", counsellor=wrong)
    assert said == "There is no such person in the organisation."


def test_coordinators_assign_nobody_to_themselves(crew):
    people.line(crew.citra, crew.rina)
    item = performance.propose(crew.citra, BEHAVIOUR, by=crew.rina.user, now=MONDAY)
    qualified(crew.eko)
    assert "It is about you" in why_not(item, crew.citra, crew.eko)
    assert "It is about you" in refused(item, "break_off", crew.citra, reason="client_gone")


def test_another_counsellor_begins_anew(crew, wulan):
    item = counselling(crew, "scheduled", counsellor=wulan)
    qualified(crew.eko)
    item = assign(item, crew.citra, crew.eko)
    assert (item.state, item.starts_at, item.place) == ("assigned", None, "")


# The talk.


def test_a_time_lies_ahead_and_has_an_end(crew, wulan):
    item = counselling(crew, "assigned", counsellor=wulan)
    for starts, ends in ((-1, 1), (2, 1), (1, 10)):
        times = {"starts_at": MONDAY + starts * HOUR, "ends_at": MONDAY + ends * HOUR}
        assert "begins in the future" in refused(item, "schedule", wulan, place="Ruang", **times)


def test_whether_it_took_place_is_known_once_it_has_begun(crew, wulan):
    item = counselling(crew, "scheduled", counsellor=wulan)
    for name in ("confirm_held", "report_no_show"):
        assert "not begun" in refused(item, name, wulan, item.starts_at - timedelta(seconds=1))
    assert act(item, "confirm_held", wulan, item.starts_at).held_at == item.starts_at


def test_the_second_time_nobody_comes_it_ends(crew, wulan):
    item = counselling(crew, "scheduled", counsellor=wulan)
    after = item.ends_at
    item = act(item, "report_no_show", wulan, after)
    assert (item.state, item.no_shows, item.starts_at) == ("assigned", 1, None)
    times = {"starts_at": after + HOUR, "ends_at": after + 2 * HOUR}
    item = act(item, "schedule", wulan, after, place="Ruang", **times)
    item = act(item, "report_no_show", wulan, after + 2 * HOUR)
    assert (item.state, item.no_shows) == ("not_attended", 2)


# The form.


def test_what_is_written_stands_sealed_and_nowhere_else(crew, wulan):
    item = counselling(crew, "signed", counsellor=wulan)
    notes = SealedNote.objects.filter(key=item.key)
    assert sorted(notes.values_list("field", flat=True)) == ["behaviour", "result", "statement"]
    assert texts(item, crew.maya) == {
        "behaviour": BEHAVIOUR, "result": RESULT, "statement": STATEMENT,
    }  # fmt: skip


def test_the_client_reads_before_signing(crew, wulan):
    item = counselling(crew, "written", counsellor=wulan)
    assert "read the form first" in refused(item, "sign", crew.maya)
    assert "read the form first" in refused(item, "add_statement", crew.maya, statement="Ya")
    performance.read(item, by=crew.maya.user, now=MONDAY)
    item = act(item, "sign", crew.maya)
    assert (item.state, item.client_signed_by) == ("written", "portal")
    assert "signed already" in refused(item, "sign", crew.maya)


def test_a_form_written_anew_is_read_and_signed_anew(crew, wulan):
    item = counselling(crew, "written", counsellor=wulan)
    performance.read(item, by=crew.maya.user, now=MONDAY)
    act(item, "sign", crew.maya)
    item = act(item, "write_form", wulan, result="Hasil lain (contoh)")
    assert (item.client_signed_at, item.client_signed_by) == (None, "")
    assert "read the form first" in refused(item, "sign", crew.maya)
    assert texts(item, crew.maya)["result"] == "Hasil lain (contoh)"


def test_without_the_clients_signature_after_a_week(crew, wulan):
    item = counselling(crew, "written", counsellor=wulan)
    week = item.written_at + timedelta(days=7)
    assert "Sign the form yourself" in refused(item, "go_without_signature", wulan, week)
    item = act(item, "sign", wulan, item.written_at)
    before = week - timedelta(seconds=1)
    assert "seven days" in refused(item, "go_without_signature", wulan, before)
    item = act(item, "go_without_signature", wulan, week)
    assert (item.state, item.client_signed_at) == ("signed", None)


# Who receives the result.


def received(item, by):
    return act(item, "report", by, item.written_at).addressee


def signed(crew, who, kind):
    item = performance.propose(crew.maya, BEHAVIOUR, by=crew.rina.user, now=MONDAY)
    if kind == "appraiser":
        item = act(item, "take_on", crew.rina)
    else:
        item = assign(item, crew.citra, who, kind)
    starts, ends = MONDAY + HOUR, MONDAY + 2 * HOUR
    item = act(item, "schedule", who, starts_at=starts, ends_at=ends, place="Ruang")
    item = act(item, "confirm_held", who, ends)
    item = act(item, "write_form", who, ends, result=RESULT)
    act(item, "sign", who, ends)
    performance.read(item, by=crew.maya.user, now=ends)
    return act(item, "sign", crew.maya, ends)


def test_of_an_appraiser_their_superior(crew):
    people.line(crew.rina, crew.sari)
    qualified(crew.rina)
    assert received(signed(crew, crew.rina, "appraiser"), crew.rina) == crew.sari


def test_of_an_official_the_clients_direct_superior(crew, wulan):
    assert received(signed(crew, wulan, "official"), wulan) == crew.rina


def test_of_an_independent_counsellor_the_head_of_service(crew):
    qualified(crew.eko)
    assert received(signed(crew, crew.eko, "independent"), crew.eko) == crew.hadi


def test_past_whoever_is_concerned_the_next_one_above(crew):
    people.appointment(crew.rina, AppointedRole.COUNSELLING_OFFICIAL)
    qualified(crew.rina)
    people.line(crew.rina, crew.sari)
    assert received(signed(crew, crew.rina, "official"), crew.rina) == crew.sari


def test_nobody_on_record(crew):
    qualified(crew.eko)
    crew.hadi.appointments.all().delete()
    item = signed(crew, crew.eko, "independent")
    assert "Nobody is on record" in refused(item, "report", crew.eko, item.written_at)


# Who reads what.


def test_the_result_is_read_by_whom_the_rule_names(crew, wulan):
    people.line(crew.maya, crew.eko, kind=LineKind.APPRAISER)
    item = performance.propose(crew.maya, BEHAVIOUR, by=crew.eko.user, now=MONDAY)
    item = assign(item, crew.citra, wulan, "official")
    starts, ends = MONDAY + HOUR, MONDAY + 2 * HOUR
    item = act(item, "schedule", wulan, starts_at=starts, ends_at=ends, place="Ruang")
    item = act(item, "confirm_held", wulan, ends)
    item = act(item, "write_form", wulan, ends, result=RESULT)
    own, others = {"behaviour": BEHAVIOUR}, (crew.rina, crew.citra, crew.hadi, crew.sari)
    assert texts(item, crew.eko) == own
    assert [texts(item, who) for who in others] == [{}, {}, {}, {}]
    act(item, "sign", wulan, ends)
    performance.read(item, by=crew.maya.user, now=ends)
    item = act(item, "sign", crew.maya, ends)
    assert texts(item, crew.rina) == {}
    item = act(item, "report", wulan, ends)
    assert texts(item, crew.rina) == {**own, "result": RESULT}
    assert texts(item, crew.eko) == own
    assert [texts(item, who) for who in (crew.citra, crew.hadi, crew.sari)] == [{}, {}, {}]


# What follows.


def test_what_follows_has_an_end_unless_nothing_does(crew, wulan):
    item = counselling(crew, "reported", counsellor=wulan)
    for until in (None, MONDAY.date(), date(2030, 1, 1)):
        given = {"follow_up": "guidance"} | ({"until": until} if until else {})
        assert "until when" in refused(item, "decide_follow_up", crew.rina, **given)
    with pytest.raises(InvalidInput):
        act(item, "decide_follow_up", crew.rina, follow_up="prayer")
    item = act(item, "decide_follow_up", crew.rina, follow_up="none")
    assert (item.state, item.follow_up, item.follow_up_until) == ("closed", "none", None)


def test_a_coordinator_can_break_off_what_cannot_go_on(crew, wulan):
    item = counselling(crew, "held", counsellor=wulan)
    item = act(item, "break_off", crew.citra, reason="counsellor_gone")
    assert (item.state, item.withdrawn_reason) == ("withdrawn", "counsellor_gone")
