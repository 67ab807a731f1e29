"""Emergency access over the long holiday of 18 to 24 March 2026: asked for, open, signed off.

Galih is the officer for emergency access, Wulan the data protection officer, Hadi the head of
service, Rina the client's superior.
"""

from datetime import timedelta

import pytest

from mentoring.machines.break_glass_codes import Opened, OpeningGround, Silence
from mentoring.models import AccessRecord, Appointment, Assignment, BreakGlass, SealedNote
from mentoring.queries import own
from mentoring.queries.access_trail import of_person, trail
from mentoring.queries.break_glass import kept_from
from mentoring.rules import office_day
from mentoring.services import break_glass
from mentoring.services.sealed_notes import Purpose, reading
from mentoring.vocabulary import AppointedRole
from notifications import rendering
from notifications.models import Delivery, Incident, Notice
from tests.factories import person as people
from tests.factories.break_glass import FOUND, REASON, SIGNED, WAYS, glass, guards
from tests.factories.cast import cast
from tests.factories.counselling import WISH, case, service
from tests.factories.organisation import SINCE
from tests.factories.performance import counselling, official
from tests.mentoring.stories.timetable import run_until, told
from tests.moments import at
from workflows import engine
from workflows.errors import Guarded, InvalidInput, NotPermitted
from workflows.models import Deadline

pytestmark = pytest.mark.django_db(transaction=True)
EVE = at("2026-03-17 15:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def crew():
    return cast()


def wish_of(made):
    return SealedNote.objects.get(key=made.key_id, field="wish")


def read(note, by, purpose=Purpose.BREAK_GLASS, now=EVE):
    with reading(note, by=by.user, purpose=purpose, now=now) as text:
        return text.reveal()


def act(made, name, by, now=EVE, **data):
    return engine.perform(made, name, by=by.user, now=now, data=data)


def test_it_opens_for_sixty_minutes_and_each_reading_is_on_record(crew):
    made, held = case(crew, service(crew), "in_service", now=EVE), guards(crew)
    note, galih = wish_of(made), held.galih
    opened = glass(crew, held, "approved", now=EVE)
    with pytest.raises(SealedNote.DoesNotExist):
        read(note, galih)
    opened = act(opened, "open", galih)
    for when in (EVE, EVE + 59 * MINUTE):
        assert read(note, galih, now=when) == WISH
    with pytest.raises(SealedNote.DoesNotExist):
        read(note, galih, now=EVE + 60 * MINUTE)
    rows = AccessRecord.objects.filter(key=made.key_id, actor=galih.user)
    assert [row.purpose for row in rows] == ["break_glass", "break_glass"]
    for other in (held.wulan, crew.hadi, crew.rina, crew.citra):
        with pytest.raises(SealedNote.DoesNotExist):
            read(note, other)


def test_the_purpose_must_be_true_of_the_reader(crew):
    served, held = service(crew), guards(crew)
    note = wish_of(case(crew, served, "in_service", now=EVE))
    glass(crew, held, "open", now=EVE)
    for reader, why in (
        (held.galih, Purpose.IN_CHARGE),
        (held.galih, Purpose.OWN_RECORD),
        (served.lestari, Purpose.BREAK_GLASS),
        (crew.maya, Purpose.IN_CHARGE),
    ):
        with pytest.raises(Guarded):
            read(note, reader, why)
    assert not AccessRecord.objects.exists()


def test_it_opens_what_it_was_asked_for_and_nothing_else(crew):
    served, held = service(crew), guards(crew)
    talk = counselling(crew, "written", counsellor=official(crew, "Ningsih Contoh"), now=EVE)
    personal = wish_of(case(crew, served, now=EVE))
    result = SealedNote.objects.get(key=talk.key_id, field="result")
    glass(crew, held, "open", opens=Opened.PERFORMANCE, now=EVE)
    assert read(result, held.galih)
    with pytest.raises(SealedNote.DoesNotExist):
        read(personal, held.galih)


def test_whom_the_client_keeps_out_finds_nothing(crew):
    held = guards(crew)
    people.appointment(held.galih, AppointedRole.COUNSELLOR)
    made = case(crew, service(crew), keep_out=[held.galih], now=EVE)
    glass(crew, held, "open", now=EVE)
    with pytest.raises(SealedNote.DoesNotExist):
        read(wish_of(made), held.galih)


def test_with_the_office_the_access_ends(crew):
    held = guards(crew)
    note = wish_of(case(crew, service(crew), now=EVE))
    glass(crew, held, "open", now=EVE)
    yesterday = EVE.date() - timedelta(days=1)
    Appointment.objects.filter(person=held.galih).update(
        valid_from=yesterday - timedelta(days=9), valid_to=yesterday
    )
    with pytest.raises(SealedNote.DoesNotExist):
        read(note, held.galih)


def test_everybody_is_told_at_once_and_the_sign_off_is_not_forgotten(crew):
    held = guards(crew)
    glass(crew, held, "open", now=EVE)
    run_until(EVE + timedelta(hours=74))
    lines = [(line.when, line.who) for line in told(EVE)]
    assert ("Tue 17 Mar 15:00 WIB", "Wulan") in lines
    assert ("Tue 17 Mar 15:00 WIB", "Maya") in lines
    made = BreakGlass.objects.get()
    assert (made.state, made.ended_at) == ("over", made.closes_at)
    owed = Deadline.objects.open().get()
    assert (owed.name, owed.due_at) == ("sign_off_break_glass", EVE + timedelta(hours=73))
    assert {who for when, who in lines if when == "Fri 20 Mar 16:00 WIB"} == {
        *("Galih", "Hadi", "Wulan"),
    }
    act(made, "sign_off", held.wulan, EVE + timedelta(hours=74), **SIGNED)
    assert not Deadline.objects.open().exists()
    assert not Notice.objects.filter(recipient=crew.rina.user).exists()
    assert not Incident.objects.exists()


def test_a_safety_rule_keeps_it_from_the_client_until_the_sign_off(crew):
    made, held = case(crew, service(crew), now=EVE), guards(crew)
    opened = glass(crew, held, "open", silence=Silence.DANGER, now=EVE)
    read(wish_of(made), held.galih)
    glasses = BreakGlass.objects.visible_to(crew.maya.user, EVE)
    notices = Notice.objects.filter(recipient=crew.maya.user, subject_kind="break_glass")
    assert not glasses.exists()
    assert not notices.exists()
    assert trail(made.key, kept_from(crew.maya)) == []
    assert own.readers(made) == of_person(crew.maya.user) == []
    opened = act(opened, "end", held.galih)
    opened = act(opened, "sign_off", held.wulan, still_silent=True, **SIGNED)
    assert not notices.exists()
    again = act(glass(crew, held, "open", silence=Silence.DANGER, now=EVE), "end", held.galih)
    act(again, "sign_off", held.wulan, **SIGNED)
    assert notices.count() == 1
    assert glasses.get() == again


def test_where_one_person_alone_could_approve_it_opens_at_once(crew):
    galih = people.person("Galih Contoh", unit=crew.maya.unit)
    people.appointment(galih, AppointedRole.EMERGENCY_OFFICER)
    ground = OpeningGround.LIFE
    made = break_glass.ask(crew.maya, Opened.CASE, ground, REASON, by=galih.user, now=EVE)
    made = act(made, "open_at_once", galih)
    row = Deadline.objects.open().get(name="approve_break_glass_later")
    assert (row.responsible, row.due_at) == (crew.hadi.user, EVE + timedelta(hours=24))
    run_until(EVE + timedelta(hours=25))
    made.refresh_from_db()
    with pytest.raises(Guarded):
        act(made, "sign_off", crew.hadi, EVE + timedelta(hours=25), **SIGNED)
    made = act(made, "approve_later", crew.hadi, EVE + timedelta(hours=25))
    made = act(made, "sign_off", crew.hadi, EVE + timedelta(hours=25), **SIGNED)
    assert (made.state, made.at_once) == ("signed_off", True)


def test_what_is_not_approved_after_all_ends_at_once(crew):
    galih = people.person("Galih Contoh", unit=crew.maya.unit)
    people.appointment(galih, AppointedRole.EMERGENCY_OFFICER)
    note = wish_of(case(crew, service(crew), now=EVE))
    ground = OpeningGround.LIFE
    made = break_glass.ask(crew.maya, Opened.CASE, ground, REASON, by=galih.user, now=EVE)
    made = act(made, "open_at_once", galih)
    assert read(note, galih) == WISH
    made = act(made, "disapprove", crew.hadi)
    with pytest.raises(SealedNote.DoesNotExist):
        read(note, galih)
    act(made, "sign_off", crew.hadi, verdict="unjustified", account=FOUND)


def test_others_wait_for_a_second_person_and_nobody_is_their_own(crew):
    held = guards(crew)
    made = glass(crew, held, now=EVE)
    with pytest.raises(Guarded):
        act(made, "open_at_once", held.galih)
    with pytest.raises(NotPermitted):
        act(made, "approve", held.galih)
    people.appointment(crew.rina, AppointedRole.EMERGENCY_OFFICER)
    with pytest.raises(NotPermitted):
        act(made, "approve", crew.rina)
    root = people.person("Root Contoh", unit=crew.maya.unit).user
    root.is_superuser = root.is_staff = True
    root.save()
    with pytest.raises(NotPermitted):
        engine.perform(made, "approve", by=root, now=EVE)
    run_until(EVE + 24 * HOUR)
    made.refresh_from_db()
    assert made.state == "lapsed"


def test_who_is_over_the_client_by_unit_alone_is_no_second_person(crew):
    """Leads a unit above theirs, without a line; or acts for who does, until that ends."""
    held = guards(crew)
    made = glass(crew, held, now=EVE)
    assert BreakGlass.objects.visible_to(crew.hadi.user, EVE).exists()
    post = {"unit": crew.maya.unit, "title": "Kepala Contoh", "valid_from": SINCE}
    Assignment.objects.create(person=crew.hadi, is_head=True, **post)
    plh = Assignment.objects.create(
        person=held.wulan, acting="plh", acting_for=crew.hadi, is_head=True, **post
    )
    for who in (crew.hadi, held.wulan):
        assert not BreakGlass.objects.visible_to(who.user, EVE).exists()
        with pytest.raises(NotPermitted):
            act(made, "approve", who)
    made.as_of = EVE
    assert made.people_in("second") == []
    plh.valid_to = office_day(EVE) - timedelta(days=1)
    plh.save(update_fields=["valid_to"])
    made = BreakGlass.objects.get()
    made.as_of = EVE
    assert made.people_in("second") == [held.wulan]
    assert act(made, "approve", held.wulan).state == "approved"


def test_who_may_ask(crew):
    asking = {"ground": OpeningGround.LIFE, "opens": Opened.CASE, "now": EVE}
    with pytest.raises(NotPermitted):
        break_glass.ask(crew.maya, reason=REASON, by=crew.citra.user, **asking)
    held = guards(crew)
    with pytest.raises(InvalidInput):
        break_glass.ask(crew.maya, reason="terlalu singkat", by=held.galih.user, **asking)
    with pytest.raises(Guarded):
        break_glass.ask(held.galih, reason=REASON, by=held.galih.user, **asking)
    people.line(crew.eko, held.galih)
    with pytest.raises(Guarded):
        break_glass.ask(crew.eko, reason=REASON, by=held.galih.user, **asking)
    glass(crew, held, now=EVE)
    with pytest.raises(Guarded):
        glass(crew, held, now=EVE)
    Appointment.objects.exclude(person=held.galih).delete()
    with pytest.raises(Guarded):
        break_glass.ask(crew.citra, reason=REASON, by=held.galih.user, **asking)


@pytest.mark.parametrize("state", WAYS)
def test_every_open_state_has_a_deadline_and_somebody_behind_it(crew, state):
    made = glass(crew, guards(crew), state, now=EVE)
    assert made.state == state
    made.as_of = EVE
    rows = Deadline.objects.open().of(made.kind, made.pk)
    assert bool(rows) == made.is_open(state)
    assert all(made.people_in(row.role) for row in rows if row.role != "system")


def test_mails_are_those_of_any_other_page_of_ones_own(crew):
    held = guards(crew)
    glass(crew, held, "signed_off", now=EVE)
    run_until(EVE + timedelta(hours=18))
    copies = Delivery.objects.select_related("notice__recipient")
    mails = [rendering.mail(copy.notice) for copy in copies]
    assert {mail.subject for mail in mails} <= {"Ada sesuatu untuk Anda di portal"}
    said = " ".join(mail.text for mail in mails).lower()
    assert len(mails) >= 4
    assert not any(word in said for word in ("darurat", "contoh menjawab", "klien tidak"))
