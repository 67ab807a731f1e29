"""Not my staff: told on at once, put before the coordinator, passed over until it is decided."""

from datetime import date, timedelta

import pytest

from mentoring.models import Absence, Assignment, Correction, ReportingLine
from mentoring.queries import audit, worklist
from mentoring.services.correction import report
from notifications.delivery import deliver_due
from notifications.models import Incident, Notice
from tests.factories import cast as casts
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.lateness import EARLIER, escalation_to, late_relationship
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import on_time, run_until, told
from tests.moments import at
from workflows import engine
from workflows.errors import Guarded, InvalidInput, NotPermitted
from workflows.forecast import forecast
from workflows.models import Deadline
from workflows.sweep import ring_due

pytestmark = pytest.mark.django_db

NOW = "Mon 08 Jun 09:00 WIB"
TODAY = date(2026, 6, 8)


@pytest.fixture
def crew():
    crew = casts.cast()
    people.line(crew.sari, people.person("Tono Contoh", unit=crew.sari.unit))
    return crew


@pytest.fixture
def late(crew):
    return late_relationship(crew)


def tono(crew):
    return crew.sari.lines.get().superior


def elsewhere():
    return people.person("Jauh", organisation=places.organisation("Kota", code="kota"))


def dispute(crew, by=None, now=MONDAY):
    who = by or crew.sari
    return report(escalation_to(who), by=who.user, now=now)


def settle(correction, crew, superior, day=TODAY, now=MONDAY):
    named = superior if isinstance(superior, str) else str(superior.uid)
    data = {"superior": named, "valid_from": day}
    return engine.perform(correction, "settle", by=crew.citra.user, now=now, data=data)


def settled(correction, crew, superior):
    """Settled, and the sweep has been here."""
    settle(correction, crew, superior)
    while ring_due(MONDAY):
        pass


def news(since=()):
    """Who was told of what, when; a mail that is withdrawn later on makes no difference."""
    known = {(line.when, line.kind, line.who) for line in since}
    return [line for line in told(MONDAY) if (line.when, line.kind, line.who) not in known]


def path_to(person, kind="escalation.status_update"):
    return [hop["way"] for hop in escalation_to(person, kind).path[1:]]


def test_the_next_superior_is_told_at_once_and_the_coordinator_asked(crew, late):
    before = news()

    made = dispute(crew)

    assert news(before) == [
        on_time(NOW, "correction.reported", "Citra"),
        on_time(NOW, "escalation.status_update", "Tono"),
    ]
    assert path_to(tono(crew)) == ["line", "disputed", "line"]
    assert (made.person, made.superior, made.state) == (crew.budi.person, crew.sari, "open")
    row = Deadline.objects.open().get(subject_kind="correction")
    assert (row.name, row.responsible) == ("handle_correction", crew.citra.user)


def test_everything_they_were_told_of_this_person_goes_on_each_once(crew, late):
    other = relationship(crew, "active", mentee=casts.another_mentee(crew, "Nina"), now=EARLIER)
    while ring_due(MONDAY):
        pass
    notice = Notice.objects.filter(recipient=crew.sari.user, not_sent="").earliest("created_at")

    report(notice, by=crew.sari.user, now=MONDAY)

    rows = Notice.objects.filter(recipient=tono(crew).user)
    about = {(row.kind, row.subject_id) for row in rows}
    assert ("escalation.status_update", other.pk) in about
    assert ("escalation.status_update", late.pk) in about
    assert len(about) == rows.count()


def test_saying_it_twice_says_it_once(crew, late):
    first = dispute(crew)
    before = Notice.objects.count()

    assert dispute(crew, now=MONDAY + timedelta(minutes=1)) == first
    assert Notice.objects.count() == before


def test_nobody_but_who_was_told_says_it(crew, late):
    for person in (crew.rina, crew.citra, crew.budi.person, crew.maya):
        with pytest.raises(NotPermitted):
            report(escalation_to(crew.sari), by=person.user, now=MONDAY)
    assert not Correction.objects.exists()


def test_where_nobody_is_above_the_coordinator_is_alarmed(crew, late):
    crew.sari.lines.all().delete()
    before = news()

    dispute(crew)

    assert [line.kind for line in news(before)] == ["correction.reported", "escalation.unroutable"]
    alarm = Notice.objects.get(kind="escalation.unroutable")
    assert [hop["way"] for hop in alarm.path[1:]] == ["line", "disputed", "nobody"]


def test_where_nobody_at_all_can_be_told_it_is_an_incident(crew, late):
    crew.sari.lines.all().delete()
    crew.citra.appointments.all().delete()
    crew.hadi.appointments.all().delete()

    dispute(crew)

    assert Incident.objects.get().kind == "unroutable"


def test_while_it_is_open_later_escalations_pass_them_over(crew):
    relationship(crew, "active", now=EARLIER)
    nina = casts.another_mentee(crew, "Nina Contoh")
    relationship(crew, "active", mentee=nina, now=EARLIER + timedelta(days=14))
    while ring_due(MONDAY):
        pass
    dispute(crew)

    while ring_due(MONDAY + timedelta(days=30)):
        pass

    assert (
        Notice.objects.filter(recipient=crew.sari.user, kind="escalation.status_update").count()
        == 1
    )
    later = Notice.objects.filter(recipient=tono(crew).user, created_at__gt=MONDAY, not_sent="")
    assert {hop["way"] for row in later for hop in row.path[1:]} == {"line", "disputed"}


def test_a_deputy_who_disputes_is_passed_over_too(crew):
    wati = people.person("Wati Contoh", unit=crew.sari.unit)
    Absence.objects.create(person=crew.sari, starts_on=TODAY, ends_on=TODAY)
    Assignment.objects.create(
        person=wati, unit=wati.unit, title="Kepala Contoh", acting="plh", acting_for=crew.sari,
        valid_from=TODAY,
    )  # fmt: skip
    late_relationship(crew)

    made = dispute(crew, by=wati)

    assert (made.person, made.superior) == (crew.budi.person, wati)
    assert path_to(tono(crew)) == ["line", "away", "plh", "disputed", "line"]


def test_the_next_superior_disputes_the_line_that_led_to_them(crew):
    Absence.objects.create(person=crew.sari, starts_on=TODAY, ends_on=TODAY)
    late_relationship(crew)
    top = people.person("Wawan Contoh", unit=crew.sari.unit)
    people.line(tono(crew), top)

    made = dispute(crew, by=tono(crew))

    assert made.person == crew.sari
    assert path_to(top) == ["line", "away", "line", "disputed", "line"]


def test_settling_changes_the_line_and_tells_the_right_one_what_is_overdue(crew, late):
    made = dispute(crew)
    wati = people.person("Wati Contoh", unit=crew.sari.unit)
    before = news()

    assert settle(made, crew, wati).state == "named"
    while ring_due(MONDAY):
        pass

    made.refresh_from_db()
    assert made.state == "settled"
    lines = ReportingLine.objects.filter(person=crew.budi.person).order_by("valid_from")
    assert [(line.superior, line.valid_from) for line in lines][1] == (wati, TODAY)
    assert lines[0].valid_to == date(2026, 6, 7)
    assert news(before) == [
        on_time(NOW, "correction.assigned", "Wati"),
        on_time(NOW, "correction.settled", "Sari"),
        on_time(NOW, "escalation.status_update", "Wati"),
    ]
    assert path_to(wati) == ["line"]


def test_until_the_sweep_comes_it_is_the_turn_of_the_system_and_of_nobody_else(crew, late):
    made = dispute(crew)
    settle(made, crew, people.person("Wati Contoh", unit=crew.sari.unit))

    made.refresh_from_db()
    (turn,) = worklist.turns([made], crew.citra.user, {"coordinator"}).values()
    assert (turn.deadline, turn.role, turn.yours) == ("tell_superior", "system", False)
    (expected,) = forecast(made)
    assert (expected.at, expected.transition) == (MONDAY, "inform")
    found = worklist.worklist(crew.citra.user, MONDAY)
    assert made not in [item.subject for item in (*found.my_turn, *found.waiting)]


def test_what_rings_before_the_sweep_informs_is_told_to_the_right_one_once(crew, late):
    made = dispute(crew)
    wati = people.person("Wati Contoh", unit=crew.sari.unit)
    settle(made, crew, wati)
    later = MONDAY + timedelta(days=30)

    while ring_due(later):
        pass

    told_of = Notice.objects.filter(recipient=wati.user, kind__startswith="escalation.")
    keys = [(row.kind, row.subject_kind, row.subject_id) for row in told_of.filter(not_sent="")]
    assert len(keys) == len(set(keys)) > 0
    assert not Notice.objects.filter(recipient=crew.sari.user, created_at=later).exists()


def test_nobody_can_inform_but_the_sweep(crew, late):
    made = settle(dispute(crew), crew, people.person("Wati Contoh", unit=crew.sari.unit))
    for person in (crew.citra, crew.sari):
        with pytest.raises(NotPermitted):
            engine.perform(made, "inform", by=person.user, now=MONDAY)


def test_who_was_told_meanwhile_is_not_told_of_the_same_twice(crew, late):
    made = dispute(crew)
    before = news()

    settled(made, crew, tono(crew))

    assert [(line.kind, line.who) for line in news(before)] == [
        ("correction.assigned", "Tono"),
        ("correction.settled", "Sari"),
    ]


def test_the_head_of_the_unit_counts_when_no_line_is_kept(crew, late):
    made = dispute(crew)
    wati = people.person("Wati Contoh", unit=crew.budi.person.unit)
    Assignment.objects.create(
        person=wati, unit=wati.unit, title="Kepala", is_head=True, valid_from=date(2026, 1, 1)
    )

    settled(made, crew, "unit_head")

    assert not ReportingLine.objects.at(TODAY).filter(person=crew.budi.person).exists()
    assert path_to(wati) == ["unit_head"]


def test_what_is_done_meanwhile_is_not_told_on(crew, late):
    made = dispute(crew)
    status = {"status": "on_track"}
    engine.perform(late, "update_status", by=crew.budi.person.user, now=MONDAY, data=status)
    wati = people.person("Wati Contoh", unit=crew.sari.unit)

    settled(made, crew, wati)

    assert not Notice.objects.filter(recipient=wati.user, kind__startswith="escalation.").exists()


def test_a_mail_told_on_is_withdrawn_when_it_is_done(crew, late):
    evening = at("2026-06-08 20:00")
    report(escalation_to(crew.sari), by=crew.sari.user, now=evening)
    (copy,) = escalation_to(tono(crew)).deliveries.all()
    assert copy.due_at == at("2026-06-09 07:45")  # with the mail of the day

    status = {"status": "on_track"}
    engine.perform(late, "update_status", by=crew.budi.person.user, now=evening, data=status)

    copy.refresh_from_db()
    assert copy.state == "cancelled"


def test_refusing_tells_the_reason_and_the_line_counts_again(crew, late):
    made = dispute(crew)
    before = news()

    data = {"reason": "entry_is_right"}
    engine.perform(made, "refuse", by=crew.citra.user, now=MONDAY, data=data)

    assert news(before) == [on_time(NOW, "correction.refused", "Sari")]
    notice = Notice.objects.get(kind="correction.refused")
    assert notice.facts["refused_reason"] == "entry_is_right"
    with pytest.raises(Guarded):
        dispute(crew)
    assert ReportingLine.objects.at(TODAY).get(person=crew.budi.person).superior == crew.sari


def test_refusing_needs_a_reason(crew, late):
    with pytest.raises(InvalidInput):
        engine.perform(dispute(crew), "refuse", by=crew.citra.user, now=MONDAY, data={})


def test_only_the_coordinator_of_the_persons_agency_decides(crew, late):
    made = dispute(crew)
    for person in (crew.sari, crew.budi.person, crew.hadi, crew.eko):
        with pytest.raises(NotPermitted):
            engine.perform(
                made, "refuse", by=person.user, now=MONDAY, data={"reason": "entry_is_right"}
            )


@pytest.mark.parametrize(
    ("named", "day", "said"),
    [
        (lambda crew: crew.budi.person, TODAY, "Nobody is their own superior"),
        (lambda crew: crew.sari, TODAY, "refuse the correction"),
        (
            lambda crew: people.person(
                "Jauh", organisation=places.organisation("Kota", code="kota")
            ),
            TODAY,
            "no such person",
        ),
        (lambda crew: crew.eko, TODAY + timedelta(days=1), "Give today"),
        (lambda crew: crew.eko, TODAY - timedelta(days=400), "Give today"),
        (lambda crew: crew.eko, date(2025, 12, 31), "from a later day"),
        (lambda crew: "unit_head", date(2026, 1, 1), "from a later day"),
    ],
)
def test_a_superior_who_cannot_be_is_refused_with_words(crew, late, named, day, said):
    made = dispute(crew)
    with pytest.raises(Guarded, match=said):
        settle(made, crew, named(crew), day)
    assert ReportingLine.objects.at(TODAY).get(person=crew.budi.person).superior == crew.sari


def test_nobody_below_becomes_the_superior(crew, late):
    made = dispute(crew)
    people.line(crew.eko, crew.budi.person)
    with pytest.raises(Guarded, match="under them"):
        settle(made, crew, crew.eko)


def test_the_head_counts_already_where_no_line_is(crew):
    crew.budi.person.lines.all().delete()
    wati = people.person("Wati Contoh", unit=crew.budi.person.unit)
    Assignment.objects.create(
        person=wati, unit=wati.unit, title="Kepala", is_head=True, valid_from=date(2026, 1, 1)
    )
    late_relationship(crew)
    made = dispute(crew, by=wati)
    with pytest.raises(Guarded, match="counts already"):
        settle(made, crew, "unit_head")


@pytest.mark.parametrize("named", ["", "x", "unit-head", "' OR 1=1", "0" * 36, "-"])
def test_a_name_that_is_none_is_refused_at_the_field(crew, late, named):
    with pytest.raises(InvalidInput) as refused:
        settle(dispute(crew), crew, named)
    assert list(refused.value.errors) == ["superior"]


@pytest.mark.django_db(transaction=True)
def test_nobody_decides_until_the_head_hears_of_it(crew):
    late_relationship(crew)
    dispute(crew)
    run_until(at("2026-06-16 23:59"))
    assert told(MONDAY, about="handle_correction") == [
        on_time("Wed 10 Jun 07:30 WIB", "reminder.handle_correction", "Citra"),
        on_time("Fri 12 Jun 07:30 WIB", "reminder.handle_correction", "Citra"),
        on_time("Mon 15 Jun 07:30 WIB", "escalation.handle_correction", "Hadi"),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_audit_finds_nothing_amiss(crew):
    late_relationship(crew)
    settle(dispute(crew), crew, people.person("Wati Contoh", unit=crew.sari.unit))
    for ring in (lambda now: 0, ring_due):
        while ring(MONDAY) or deliver_due(MONDAY):
            pass
        assert audit.verdict(MONDAY).findings == ()
