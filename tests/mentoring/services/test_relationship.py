"""From asking to the follow-up: what each step leaves behind, and what refuses it."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from mentoring.models import Agreement, Offer, Practitioner, Reflection, Relationship
from mentoring.services import relationship as relationships
from mentoring.vocabulary import MentorAsSuperior
from tests.factories import person as people
from tests.factories.cast import MONDAY, another_mentee, another_mentor, cast
from tests.factories.relationship import AIM, TERMS, WAYS, relationship
from tests.factories.session import session
from workflows import engine
from workflows.errors import Guarded, InvalidInput, NotPermitted
from workflows.models import Deadline, Record, RecordText

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    """Reasons are compared with their English source texts."""
    with translation.override("en"):
        yield


@pytest.fixture
def crew():
    return cast()


def refused(subject, name, by, data=None, *, now=MONDAY):
    with pytest.raises(Guarded) as caught:
        engine.perform(subject, name, by=by.user, now=now, data=data or {})
    return str(caught.value)


def open_deadlines(subject):
    return set(Deadline.objects.open().of(subject.kind, subject.pk).values_list("name", flat=True))


def places_taken(practitioner):
    return Practitioner.objects.get(pk=practitioner.pk).active


@pytest.mark.parametrize("state", WAYS)
def test_every_state_is_reached_and_every_open_one_has_a_clock(crew, state):
    found = relationship(crew, state)
    assert found.state == state
    assert bool(open_deadlines(found)) == Relationship.is_open(state)


@pytest.mark.parametrize("state", WAYS)
def test_a_place_is_taken_exactly_while_they_are_together(crew, state):
    relationship(crew, state)
    together = {"agreement", "active", "paused", "closing"}
    assert places_taken(crew.budi) == (1 if state in together else 0)


def test_a_request_can_be_sent_at_once(crew):
    found = relationships.ask(
        crew.programme, crew.maya, AIM, by=crew.maya.user, now=MONDAY, submit=True
    )
    assert found.state == "requested"


def test_only_the_mentee_asks_and_only_in_their_programme(crew):
    with pytest.raises(NotPermitted):
        relationships.ask(crew.programme, crew.maya, AIM, by=crew.citra.user, now=MONDAY)
    with pytest.raises(Guarded):
        relationships.ask(crew.programme, crew.eko, AIM, by=crew.eko.user, now=MONDAY)


def test_nobody_asks_for_themselves_or_in_a_programme_that_is_over(crew):
    own = another_mentor(crew)
    with pytest.raises(Guarded):
        relationships.ask(crew.programme, own.person, AIM, own, by=own.person.user, now=MONDAY)
    late = MONDAY + timedelta(days=365)
    with pytest.raises(Guarded):
        relationships.ask(crew.programme, crew.maya, AIM, by=crew.maya.user, now=late)


def test_a_request_without_an_aim_stays_a_draft(crew):
    draft = relationships.ask(crew.programme, crew.maya, by=crew.maya.user, now=MONDAY)
    assert refused(draft, "submit", crew.maya)


def test_what_people_write_stands_on_the_rows_and_in_no_record(crew):
    found = relationship(crew, "agreement")
    engine.perform(found, "propose_terms", by=crew.maya.user, now=MONDAY, data=TERMS)
    closing = relationship(crew, "closing", practitioner=another_mentor(crew))
    words = {"reflection": "Banyak belajar (contoh)", "rating": 4}
    engine.perform(closing, "reflect", by=crew.maya.user, now=MONDAY, data=words)
    assert Agreement.objects.get(version=2).goals == TERMS["goals"]
    assert Reflection.objects.get().body == words["reflection"]
    assert not RecordText.objects.exists()
    recorded = " ".join(str(row) for row in Record.objects.values_list("facts", "reason"))
    assert AIM not in recorded
    assert "contoh" not in recorded
    assert Record.objects.get(transition="reflect").facts == {"rating": 4}


def test_each_offer_is_a_row_with_its_answer(crew):
    tono, wati = another_mentor(crew), another_mentor(crew, "Wati Contoh")
    asked = relationship(crew, "requested")
    answers = [(crew.budi, "lapse"), (tono, "decline"), (crew.budi, "withdraw_offer")]
    for practitioner, answer in [*answers, (wati, "accept")]:
        asked = engine.perform(
            asked, "offer", by=crew.citra.user, now=MONDAY, data={"practitioner": practitioner.uid}
        )
        by = {"lapse": engine.SystemProcess("sweep"), "withdraw_offer": crew.citra.user}
        asked = engine.perform(
            asked,
            answer,
            by=by.get(answer, practitioner.person.user),
            now=MONDAY,
            data={"reason": "no_time"} if answer == "decline" else {},
        )
    rows = Offer.objects.order_by("rank").values_list("rank", "practitioner", "answer", "reason")
    assert list(rows) == [
        (1, crew.budi.pk, "lapsed", ""),
        (2, tono.pk, "declined", "no_time"),
        (3, crew.budi.pk, "withdrawn", ""),
        (4, wati.pk, "accepted", ""),
    ]
    assert asked.practitioner == wati


def test_a_request_withdrawn_while_offered_supersedes_the_offer(crew):
    engine.perform(relationship(crew, "offered"), "withdraw", by=crew.maya.user, now=MONDAY)
    assert Offer.objects.get().answer == "superseded"


def test_who_was_asked_before_is_nobody_to_the_request_afterwards(crew):
    found = relationship(crew, "offered")
    data = {"reason": "away"}
    found = engine.perform(found, "decline", by=crew.budi.person.user, now=MONDAY, data=data)
    with pytest.raises(NotPermitted):
        engine.perform(found, "accept", by=crew.budi.person.user, now=MONDAY)


class TestWhoMayBeOffered:
    def offer(self, crew, practitioner):
        asked = relationship(crew, "requested")
        return refused(asked, "offer", crew.citra, {"practitioner": practitioner.uid})

    def test_nobody_unknown(self, crew):
        assert "no such" in self.offer(crew, crew.maya)

    def test_not_the_mentee(self, crew):
        own = people.practitioner(crew.maya)
        assert "own mentor" in self.offer(crew, own)

    def test_nobody_unqualified(self, crew):
        eko = people.practitioner(crew.eko, disciplines=[])
        assert "not qualified" in self.offer(crew, eko)

    def test_nobody_without_the_code_of_conduct(self, crew):
        assert "code of conduct" in self.offer(crew, people.practitioner(crew.eko))

    def test_nobody_without_room(self, crew):
        full = another_mentor(crew, capacity=0)
        assert "no room" in self.offer(crew, full)

    def test_nobody_they_already_work_with(self, crew):
        relationship(crew, "active")
        assert "already work" in self.offer(crew, crew.budi)

    def test_nobody_above_the_mentee_at_any_level_where_that_is_forbidden(self, crew):
        crew.programme.mentor_as_superior = MentorAsSuperior.FORBIDDEN
        crew.programme.save()
        above = another_mentor(crew)
        people.line(crew.rina, above.person)
        assert "rule about superiors" in self.offer(crew, above)
        assert relationship(crew, "offered").state == "offered"

    def test_only_the_direct_superior_where_that_is_required(self, crew):
        crew.programme.mentor_as_superior = MentorAsSuperior.REQUIRED
        crew.programme.save()
        assert "rule about superiors" in self.offer(crew, crew.budi)
        people.line(crew.maya, crew.budi.person, since=date(2026, 6, 1))
        assert relationship(crew, "offered").state == "offered"

    def test_a_circle_of_superiors_ends(self, crew):
        crew.programme.mentor_as_superior = MentorAsSuperior.FORBIDDEN
        crew.programme.save()
        people.line(crew.rina, crew.maya)
        assert relationship(crew, "offered").state == "offered"


def test_a_practitioner_without_room_cannot_accept(crew):
    waiting = relationship(crew, "offered")
    Practitioner.objects.update(capacity=1)
    relationship(crew, "active", mentee=another_mentee(crew, "Nina Contoh"))
    assert "no room" in refused(waiting, "accept", crew.budi.person)


def test_terms_need_both_signatures_again(crew):
    found = relationship(crew, "agreement")
    found = engine.perform(found, "sign", by=crew.maya.user, now=MONDAY)
    assert "signed already" in refused(found, "sign", crew.maya)
    found = engine.perform(found, "propose_terms", by=crew.budi.person.user, now=MONDAY, data=TERMS)
    assert (found.mentee_signed_at, found.agreement_version) == (None, 2)
    for by in (crew.maya, crew.budi.person):
        found = engine.perform(found, "sign", by=by.user, now=MONDAY)
    assert found.state == "active"
    terms = Agreement.objects.get(version=2)
    assert (terms.mentee_signed_at, terms.practitioner_signed_at) == (MONDAY, MONDAY)
    assert Agreement.objects.get(version=1).mentee_signed_at == MONDAY


def test_terms_end_on_a_day_to_come(crew):
    past = {**TERMS, "ends_on": "2026-06-08"}
    assert refused(relationship(crew, "agreement"), "propose_terms", crew.maya, past)


def test_whoever_has_signed_is_no_longer_awaited(crew):
    found = relationship(crew, "agreement")
    row = Deadline.objects.open().get(name="sign_agreement")
    assert row.responsible is None
    engine.perform(found, "sign", by=crew.maya.user, now=MONDAY)
    row.refresh_from_db()
    assert (row.responsible, row.outcome) == (crew.budi.person.user, "")
    engine.perform(found, "sign", by=crew.budi.person.user, now=MONDAY)
    row.refresh_from_db()
    assert row.outcome == "met"


def test_an_active_relationship_has_its_several_clocks(crew):
    assert open_deadlines(relationship(crew, "active")) == {
        "first_session",
        "status_update",
        "review",
        "inactivity",
    }


def test_a_status_in_two_taps_winds_two_clocks_anew(crew):
    found = relationship(crew, "active")
    later = MONDAY + timedelta(days=7)
    data = {"status": "attention", "line": "Jadwal padat (contoh)"}
    found = engine.perform(found, "update_status", by=crew.budi.person.user, now=later, data=data)
    assert (found.status, found.status_at) == ("attention", later)
    wound = Deadline.objects.open().filter(opened_at=later).values_list("name", flat=True)
    assert set(wound) == {"status_update", "inactivity"}
    assert RecordText.objects.get().content == {"line": "Jadwal padat (contoh)"}


@pytest.mark.parametrize(("days", "fits"), [(0, False), (1, True), (180, True), (181, False)])
def test_a_pause_is_bounded(crew, days, fits):
    found = relationship(crew, "active")
    data = {"until": (MONDAY + timedelta(days=days)).date(), "reason": "leave"}
    if not fits:
        assert refused(found, "pause", crew.maya, data)
        return
    paused = engine.perform(found, "pause", by=crew.maya.user, now=MONDAY, data=data)
    assert paused.paused_until.isoformat() == f"{data['until'] - timedelta(days=1)}T17:00:00+00:00"
    assert open_deadlines(paused) == {"resume_pause"}


def test_a_pause_that_ends_is_nobodys_lateness(crew):
    found = relationship(crew, "paused")
    system = engine.SystemProcess("sweep")
    engine.perform(found, "resume", by=system, now=MONDAY + timedelta(days=31))
    assert Deadline.objects.get(name="resume_pause").outcome == "void"


def test_another_match_leaves_the_old_pair_behind(crew):
    found = relationship(crew, "active")
    data = {"status": "stalled"}
    engine.perform(found, "update_status", by=crew.budi.person.user, now=MONDAY, data=data)
    why = {"reason": "not_a_fit"}
    found = engine.perform(found, "request_rematch", by=crew.maya.user, now=MONDAY, data=why)
    assert (found.practitioner, found.previous_practitioner) == (None, crew.budi)
    assert (found.status, found.started_at, found.mentee_signed_at) == ("", None, None)
    assert not Relationship.objects.visible_to(crew.budi.person.user, MONDAY).exists()
    tono = another_mentor(crew)
    found = engine.perform(
        found, "offer", by=crew.citra.user, now=MONDAY, data={"practitioner": tono.uid}
    )
    found = engine.perform(found, "accept", by=tono.person.user, now=MONDAY)
    assert (found.agreement_version, places_taken(tono), places_taken(crew.budi)) == (2, 1, 0)


def test_sessions_to_come_end_with_the_relationship(crew):
    found = relationship(crew, "active")
    planned, asked = session(found, "confirmed"), session(found)
    why = {"reason": "transferred"}
    engine.perform(found, "end_early", by=crew.citra.user, now=MONDAY, data=why)
    for each in (planned, asked):
        each.refresh_from_db()
        assert (each.state, each.cancelled_reason) == ("cancelled", "relationship_ended")
    assert not planned.bookings.filter(released_at=None).exists()
    assert not Deadline.objects.open().exists()


def test_one_may_object_to_closing(crew):
    found = relationship(crew, "active")
    system = engine.SystemProcess("sweep")
    found = engine.perform(found, "propose_closing", by=system, now=MONDAY)
    assert found.end_reason == "inactive"
    found = engine.perform(found, "reopen", by=crew.budi.person.user, now=MONDAY)
    assert (found.state, found.end_reason) == ("active", "")
    assert "next_session" in open_deadlines(found)


def test_nobody_is_asked_to_plan_what_is_planned(crew):
    found = relationship(crew, "active")
    session(found, "confirmed", starts_at=MONDAY + timedelta(days=40))
    why = {"until": MONDAY.date() + timedelta(days=9), "reason": "leave"}
    found = engine.perform(found, "pause", by=crew.maya.user, now=MONDAY, data=why)
    found = engine.perform(found, "resume", by=crew.maya.user, now=MONDAY)
    assert "first_session" not in open_deadlines(found)
    assert found.version == Relationship.objects.get(pk=found.pk).version


def test_closing_waits_for_both_to_look_back(crew):
    found = relationship(crew, "closing")
    found = engine.perform(found, "reflect", by=crew.maya.user, now=MONDAY)
    assert "looked back already" in refused(found, "reflect", crew.maya)
    assert Deadline.objects.open().get().responsible == crew.budi.person.user
    found = engine.perform(found, "reflect", by=crew.budi.person.user, now=MONDAY)
    assert (found.state, found.closed_at) == ("closed", MONDAY)


def test_a_reason_must_be_of_the_list(crew):
    found = relationship(crew, "active")
    with pytest.raises(InvalidInput):
        engine.perform(
            found, "end_early", by=crew.maya.user, now=MONDAY, data={"reason": "goals_met"}
        )


@pytest.mark.parametrize(
    ("state", "seers"),
    [
        ("requested", {"maya", "citra"}),
        ("offered", {"maya", "citra", "budi"}),
        ("agreement", {"maya", "citra", "budi", "sari", "rina"}),
        ("active", {"maya", "citra", "budi", "sari", "rina"}),
        ("declined", {"maya", "citra"}),
    ],
)
def test_who_sees_that_a_relationship_exists(crew, state, seers):
    relationship(crew, state)
    people = {
        name: getattr(crew, name) for name in ("maya", "citra", "eko", "hadi", "sari", "rina")
    } | {"budi": crew.budi.person}
    seen = {
        name
        for name, person in people.items()
        if Relationship.objects.visible_to(person.user, MONDAY).exists()
    }
    assert seen == seers


def test_a_stale_copy_saved_afterwards_changes_neither_state_nor_version(crew):
    found = relationship(crew, "agreement")
    stale = Relationship.objects.get()
    for by in (crew.maya, crew.budi.person):
        found = engine.perform(found, "sign", by=by.user, now=MONDAY)
    stale.save()
    fresh = Relationship.objects.get()
    assert (stale.state, fresh.state, fresh.version) == ("agreement", "active", found.version)
    assert fresh.chain_head == Record.objects.get(version=fresh.version).mac
