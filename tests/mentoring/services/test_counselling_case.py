"""Who may ask for counselling, who takes it in, and whom a case is kept from."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from mentoring.models import (
    Absence,
    CaseConsent,
    CaseReferral,
    ConsentText,
    CounsellingCase,
    KeptOut,
)
from mentoring.queries import own
from mentoring.services import consent_texts
from mentoring.services import counselling_case as cases
from mentoring.services import counselling_offices as offices
from mentoring.services.counselling_case import Request
from mentoring.services.counselling_offices import Roster
from mentoring.vocabulary import AppointedRole, PersonKind
from notifications import rendering
from notifications.models import Incident, Notice
from tests.factories import person as people
from tests.factories.cast import MONDAY, cast
from tests.factories.counselling import CRISIS_ID, TOPIC, WISH, WORKING_HOURS, case, moved, service
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import engine
from workflows.errors import Guarded, InvalidInput, NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew(db):
    return cast()


@pytest.fixture
def served(crew):
    return service(crew)


def asking(**given):
    return Request(**{"topic": TOPIC, "wish": WISH, **given})


def refused(client, by, **given):
    with pytest.raises((Guarded, NotPermitted)) as found:
        cases.ask(client, asking(**given), by=by.user, now=MONDAY)
    assert not CounsellingCase.objects.exists()
    return str(found.value)


def test_without_a_duty_roster_nobody_can_ask(crew):
    assert refused(crew.maya, crew.maya) == str(cases.NOT_OPEN)


def test_nobody_asks_for_somebody_else(crew, served):
    for other in (crew.rina, crew.citra, served.lestari):
        assert refused(crew.maya, other) == str(cases.ONLY_FOR_ONESELF)
        assert refused(crew.maya, other, way_in="telephone") == str(cases.ONLY_FOR_ONESELF)


def test_the_coordinator_enters_who_came_or_called(crew, served):
    made = cases.ask(crew.maya, asking(way_in="walk_in"), by=served.dewi.user, now=MONDAY)
    made = moved(made, served, [("triage", "coordinator", {"level": "routine"})])
    text = ConsentText.objects.in_force(crew.organisation)
    engine.perform(
        made, "record_consent", by=served.dewi.user, now=MONDAY, data={"text": str(text.uid)}
    )
    consent = CaseConsent.objects.get()
    assert (consent.on_paper, consent.given_by) == (True, served.dewi.user)


def test_a_coordinator_learns_nothing_by_entering_a_request_for_their_own_staff(crew, served):
    """Nor for their own superior; the answer is the same whether there is a case or not."""
    people.line(crew.maya, served.dewi)
    people.line(served.dewi, crew.eko)
    for client in (crew.maya, crew.eko):
        assert refused(client, served.dewi, way_in="walk_in") == str(cases.IN_LINE)
    assert case(crew, served).route == "pool"
    with pytest.raises(Guarded, match="superior of the other"):
        cases.ask(crew.maya, asking(way_in="walk_in"), by=served.dewi.user, now=MONDAY)


def test_who_came_through_the_portal_agrees_in_person(crew, served):
    made = case(crew, served, "triaged")
    text = ConsentText.objects.in_force(crew.organisation)
    with pytest.raises(Guarded, match="agrees there, in person"):
        engine.perform(
            made, "record_consent", by=served.dewi.user, now=MONDAY, data={"text": str(text.uid)}
        )


def test_without_an_employee_number_only_where_the_office_allows(crew, served):
    guest = people.person("Honorer Contoh", unit=crew.maya.unit, nip=None, kind=PersonKind.NON_ASN)
    assert refused(guest, guest) == str(cases.NO_NIP)
    served.office.without_nip = True
    served.office.save()
    assert cases.ask(guest, asking(), by=guest.user, now=MONDAY).state == "requested"


def test_one_open_case_at_a_time(crew, served):
    case(crew, served)
    with pytest.raises(Guarded, match="open request already"):
        cases.ask(crew.maya, asking(), by=crew.maya.user, now=MONDAY)


@pytest.mark.parametrize("hidden", [{"route": "pool"}, {"keep_out": "dewi"}])
def test_whoever_enters_a_request_learns_of_no_case_that_is_kept_from_them(crew, served, hidden):
    people.appointment(crew.hadi, AppointedRole.COUNSELLING_COORDINATOR)
    out = {"keep_out": [served.dewi]} if "keep_out" in hidden else {}
    first = case(crew, served, **{**hidden, **out})
    by, walk_in = served.dewi.user, asking(way_in="walk_in")
    entered = cases.ask(crew.maya, walk_in, by=by, now=MONDAY)
    assert list(CounsellingCase.objects.visible_to(by, MONDAY)) == [entered]
    assert set(CounsellingCase.objects.visible_to(crew.maya.user, MONDAY)) == {first, entered}
    for again, who in ((walk_in, by), (asking(), crew.maya.user)):
        with pytest.raises(Guarded, match="open request already"):
            cases.ask(crew.maya, again, by=who, now=MONDAY)


def test_superiors_staff_and_whom_the_client_names_are_kept_out(crew, served):
    people.appointment(crew.rina, AppointedRole.COUNSELLOR)
    under = people.person("Bawahan Contoh", unit=crew.maya.unit)
    people.line(under, crew.maya)
    people.appointment(under, AppointedRole.COUNSELLING_COORDINATOR)
    people.line(crew.rina, crew.hadi)
    case(crew, served, keep_out=[served.putu])
    rows = KeptOut.objects.values_list("person__name", "named")
    assert set(rows) == {
        ("Rina Contoh", False),
        ("Bawahan Contoh", False),
        ("Hadi Contoh", False),
        ("Putu Contoh", True),
    }


def test_whoever_is_kept_out_is_never_told_whatever_is_late(crew, served):
    """Here the head of service is the superior: the search ends, with no incident that tells."""
    people.line(crew.rina, crew.hadi)
    made = case(crew, served, keep_out=[served.dewi])
    assert made.route == "pool"
    made.as_of = MONDAY
    for role in ("intake", "counselling_coordinator", "counselling_deputy", "head"):
        told = made.people_in(role)
        assert not {crew.hadi, crew.rina, served.dewi} & set(told), role
    assert {row.subject_kind for row in Incident.objects.all()} <= {""}


def test_sent_to_the_counsellors_the_coordinator_sees_nothing_until_the_client_lets_them(
    crew, served
):
    made = case(crew, served, route="pool")
    seen = CounsellingCase.objects.visible_to(served.dewi.user, MONDAY)
    assert not seen.exists()
    assert CounsellingCase.objects.visible_to(served.putu.user, MONDAY).exists()
    engine.perform(made, "open_to_coordinator", by=crew.maya.user, now=MONDAY)
    assert seen.exists()
    assert not CounsellingCase.objects.visible_to(served.putu.user, MONDAY).exists()


def test_nobody_is_left(crew, served):
    everybody = [served.dewi, served.lestari, served.putu]
    assert refused(crew.maya, crew.maya, keep_out=everybody) == str(cases.NOBODY_FREE)
    withheld = {"keep_out": [served.dewi], "name_withheld": True}
    assert refused(crew.maya, crew.maya, **withheld) == str(cases.NOBODY_TO_KNOW)


@pytest.mark.parametrize(
    "how", ["not appointed", "the client", "superior", "staff", "named", "gone"]
)
def test_whom_a_case_is_not_given_to(crew, served, how):
    other = people.person("Konselor Contoh", unit=crew.maya.unit)
    if how != "not appointed":
        people.appointment(crew.maya if how == "the client" else other, AppointedRole.COUNSELLOR)
    made = case(crew, served, "consented", keep_out=[other] if how == "named" else [])
    # The lines have changed since it was asked for.
    if how == "superior":
        people.line(crew.rina, other)
    if how == "staff":
        people.line(other, crew.maya)
    if how == "gone":
        assert other in own.counsellors(made, MONDAY)
        User.objects.filter(pk=other.user_id).update(is_active=False)
    assert other not in own.counsellors(made, MONDAY)
    chosen = crew.maya if how == "the client" else other
    data = {"counsellor": str(chosen.uid)}
    with pytest.raises(Guarded) as found:
        engine.perform(made, "assign", by=served.dewi.user, now=MONDAY, data=data)
    words = {
        "not appointed": "Nobody of that name",
        "the client": "Nobody counsels themselves",
        "superior": "superior of the other",
        "staff": "superior of the other",
        "named": "has named this person",
        "gone": "Nobody of that name",
    }
    assert words[how] in str(found.value)


def test_consent_is_to_the_version_in_force(crew, served):
    made = case(crew, served, "triaged")
    old = ConsentText.objects.in_force(crew.organisation)
    again = {"by": served.dewi.user, "now": MONDAY}
    consent_texts.publish(crew.organisation, "Naskah baru", "A new text", **again)
    data = {"text": str(old.uid)}
    with pytest.raises(Guarded, match="has changed"):
        engine.perform(made, "give_consent", by=crew.maya.user, now=MONDAY, data=data)
    new = ConsentText.objects.in_force(crew.organisation)
    data = {"text": str(new.uid)}
    engine.perform(made, "give_consent", by=crew.maya.user, now=MONDAY, data=data)
    assert CaseConsent.objects.get().text == new
    assert not consent_texts.publish(crew.organisation, "Naskah baru", "A new text", **again)


def test_refused_consent_leaves_nothing_beyond_the_request(crew, served):
    made = case(crew, served, "consent_refused")
    assert (made.level, made.level_at, made.counsellor) == ("", None, None)
    assert {note.field for note in made.key.notes.all()} == {"topic", "wish"}
    assert not CaseConsent.objects.exists()


def test_nothing_is_written_without_consent(crew, served):
    made = case(crew, served, "requested")
    emergency = {"reason": "self", "told": "medical", "account": "Ambulans (contoh)"}
    made = engine.perform(
        made, "declare_emergency", by=served.dewi.user, now=MONDAY, data=emergency
    )
    (row,) = made.emergencies.all()
    assert (row.decided_by, row.ground, row.told) == (served.dewi.user, "self", ["medical"])
    more = {"told": "family", "account": "Kakaknya (contoh)"}
    made = engine.perform(made, "add_told", by=served.dewi.user, now=MONDAY, data=more)
    assert made.emergencies.get().told == ["medical", "family"]
    made = engine.perform(made, "end_emergency", by=served.dewi.user, now=MONDAY)
    assert (made.state, made.emergencies.get().ended_at) == ("requested", MONDAY)


def test_a_referral_needs_consent_or_a_ground(crew, served):
    made = case(crew, served, "referral_asked")
    assert CaseReferral.objects.get().sent_at is None
    made = engine.perform(made, "agree_to_referral", by=crew.maya.user, now=MONDAY)
    assert CaseReferral.objects.get().sent_at == MONDAY
    made = engine.perform(made, "note_referral_accepted", by=served.lestari.user, now=MONDAY)
    made = engine.perform(made, "revoke_referral", by=crew.maya.user, now=MONDAY)
    assert (made.state, CaseReferral.objects.get().outcome) == ("in_service", "revoked")
    data = {"to": "external", "referral": "Ke rumah sakit (contoh)"}
    with pytest.raises(InvalidInput):
        engine.perform(made, "refer_for_safety", by=served.lestari.user, now=MONDAY, data=data)
    data |= {"reason": "others"}
    engine.perform(made, "refer_for_safety", by=served.lestari.user, now=MONDAY, data=data)
    second = CaseReferral.objects.get(number=2)
    assert (second.ground, second.sent_at) == ("others", MONDAY)


def test_three_attempts_before_it_ends_for_that_reason(crew, served):
    made = case(crew, served, "triaged")
    for _attempt in range(2):
        made = engine.perform(made, "record_attempt", by=served.dewi.user, now=MONDAY)
    with pytest.raises(Guarded, match="Three attempts"):
        engine.perform(made, "give_up", by=served.dewi.user, now=MONDAY)


def test_sessions_are_counted_and_more_are_granted_by_the_coordinator(crew, served):
    made = case(crew, served, "in_service")
    CounsellingCase.objects.filter(pk=made.pk).update(sessions_allowed=1)
    lestari, later = served.lestari.user, MONDAY + timedelta(days=1)
    times = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
    made = engine.perform(made, "plan_session", by=lestari, now=MONDAY, data=times)
    with pytest.raises(Guarded, match="planned already"):
        engine.perform(made, "plan_session", by=lestari, now=MONDAY, data=times)
    held = {"attendance": "held"}
    with pytest.raises(Guarded, match="has not begun"):
        engine.perform(made, "report_session", by=lestari, now=MONDAY, data=held)
    after = later + timedelta(hours=2)
    made = engine.perform(made, "report_session", by=lestari, now=after, data=held)
    times = {name: at + timedelta(days=7) for name, at in times.items()}
    with pytest.raises(Guarded, match="used up"):
        engine.perform(made, "plan_session", by=lestari, now=after, data=times)
    more = {"sessions": 2}
    made = engine.perform(made, "grant_sessions", by=served.dewi.user, now=after, data=more)
    made = engine.perform(made, "plan_session", by=lestari, now=after, data=times)
    assert (made.sessions_used, made.sessions_allowed) == (1, 3)


def test_an_ended_case_is_asked_for_again_by_its_client_only(crew, served):
    ended = case(crew, served, "followed_up")
    with pytest.raises(NotPermitted):
        cases.ask(crew.eko, asking(previous=ended), by=crew.eko.user, now=MONDAY)
    again = cases.ask(crew.maya, asking(previous=ended), by=crew.maya.user, now=MONDAY)
    assert again.previous == ended
    with pytest.raises(Guarded, match="not ended"):
        cases.ask(crew.maya, asking(previous=again), by=crew.maya.user, now=MONDAY)


def test_nobody_is_there_on_a_holiday_nor_while_both_are_away(crew, served):
    assert served.office.is_staffed(at("2026-03-17 10:00"))
    assert not served.office.is_staffed(at("2026-03-20 10:00"))
    tuesday = at("2026-06-09 10:00")
    days = {"starts_on": tuesday.date(), "ends_on": tuesday.date()}
    Absence.objects.create(person=served.dewi, **days)
    assert served.office.is_staffed(tuesday)
    Absence.objects.create(person=served.putu, **days)
    assert not served.office.is_staffed(tuesday)


def test_a_roster_that_lacks_something_is_refused(crew, served):
    whole = {
        "person": served.dewi,
        "deputy": served.putu,
        "telephone": "021",
        "hours": WORKING_HOURS,
        "crisis_id": "x",
        "crisis_en": "x",
    }
    for name, wrong in {
        "person": crew.eko,
        "deputy": served.dewi,
        "telephone": " ",
        "hours": ((0, "16:00", "08:00"),),
        "crisis_id": "",
        "crisis_en": "",
    }.items():
        roster = Roster(**{**whole, name: wrong})
        with pytest.raises(ValidationError) as found:
            offices.keep(crew.organisation, roster, by=served.dewi.user, now=MONDAY)
        assert set(found.value.message_dict) == {name}
    with pytest.raises(NotPermitted):
        offices.keep(crew.organisation, Roster(**whole), by=crew.citra.user, now=MONDAY)


def test_whom_to_call_in_a_crisis_stands_below_every_mail_of_the_organisation(crew, served):
    """Below a mentee's mails as below a client's: it tells nothing of either."""
    relationship(crew, "offered")
    case(crew, served, "triaged")
    harmless = Notice.objects.filter(recipient=crew.budi.person.user).latest("pk")
    told = Notice.objects.filter(recipient=crew.maya.user, kind="case.told").latest("pk")
    for notice in (harmless, told):
        mail = rendering.mail(notice)
        assert mail.text.rstrip().endswith(CRISIS_ID)
        assert CRISIS_ID in mail.html


def test_nobody_is_told_but_the_few(crew, served):
    made = case(crew, served, "closed")
    told = set(Notice.objects.filter(subject_kind=made.kind).values_list("recipient", flat=True))
    assert told == {crew.maya.user_id, served.dewi.user_id, served.lestari.user_id}
