"""The superior's page: what is late and since when, never content, and what they can do."""

import uuid
from dataclasses import replace

import pytest
from django.urls import reverse

from mentoring.models import Absence, Acknowledgement, Correction, ReportingLine
from mentoring.services import defaults
from mentoring.services.correction import report
from tests.factories.cast import MONDAY
from tests.factories.lateness import EARLIER, escalation_to, late_relationship
from tests.factories.relationship import AIM
from workflows import engine, policies
from workflows.policy import Offset, Unit
from workflows.sweep import ring_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(cast):
    return late_relationship(cast)


@pytest.fixture
def notice(cast, late):
    return escalation_to(cast.sari)


def page_of(notice):
    return reverse("portal:notice", args=[notice.pk])


def reading(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_mail_leads_to_what_is_overdue_and_what_to_do(cast, visitor, notice, late):
    sari = visitor(cast.sari)
    for url in (page_of(notice), reverse("portal:relationship", args=[late.uid])):
        shown = reading(sari, url)
        assert "Perbarui status" in shown
        assert "Saya sudah mengingatkan" in shown
        assert reverse("portal:reminded", args=[notice.pk]) in shown
        assert AIM not in shown


def test_who_reminded_them_reads_so_and_the_coordinator_too(cast, visitor, notice, late):
    sari, said = visitor(cast.sari), reverse("portal:reminded", args=[notice.pk])
    for _ in range(2):
        assert sari.post(said).status_code == 302
    assert Acknowledgement.objects.count() == 1
    for url in (page_of(notice), reverse("portal:relationship", args=[late.uid])):
        shown = reading(sari, url)
        assert "Anda sudah mengingatkan pada Sen 8 Jun" in shown
        assert said not in shown
    item = reverse("portal:relationship", args=[late.uid])
    assert "Sari Contoh sudah mengingatkan" in reading(visitor(cast.citra), item)
    for person in (cast.maya, cast.budi.person):
        assert "sudah mengingatkan" not in reading(visitor(person), item)


def test_where_the_policy_says_so_nobody_is_told_more_for_a_while(cast, visitor):
    shipped = defaults.shipped_policies()["status_update"]
    two = replace(shipped, acknowledged=Offset(2, Unit.WORKING_DAYS))
    scope = f"programme:{cast.programme.uid}"
    policies.publish(two, scope=scope, now=EARLIER, by=cast.citra.user)
    item = reverse("portal:relationship", args=[late_relationship(cast).uid])
    said = reverse("portal:reminded", args=[escalation_to(cast.sari).pk])
    answer = visitor(cast.sari).post(said, follow=True).content.decode()
    assert "Sampai Rab 10 Jun 2026, 07.30 WIB tidak ada lagi yang diberi tahu" in answer
    shown = reading(visitor(cast.citra), item)
    assert "tidak ada lagi yang diberi tahu sampai Rab 10 Jun 2026, 07.30 WIB" in shown


def test_when_it_has_been_done_there_is_nothing_to_say(cast, visitor, notice, late, monday):
    status = {"status": "on_track"}
    budi = cast.budi.person.user
    engine.perform(late, "update_status", by=budi, now=notice.created_at, data=status)
    sari = visitor(cast.sari)
    shown = reading(sari, page_of(notice))
    assert "Tidak ada yang lewat tenggat" in shown
    assert reverse("portal:reminded", args=[notice.pk]) not in shown
    answer = sari.post(reverse("portal:reminded", args=[notice.pk]), follow=True)
    assert "sudah dikerjakan" in answer.content.decode()
    assert not Acknowledgement.objects.exists()


def test_for_anybody_else_there_is_no_such_notice(cast, visitor, notice, late):
    said = reverse("portal:reminded", args=[notice.pk])
    for person in (cast.maya, cast.budi.person, cast.citra, cast.eko, cast.rina):
        assert visitor(person).post(said).status_code == 404
    own = escalation_to(cast.citra, "escalation.first_session")
    assert visitor(cast.citra).post(reverse("portal:reminded", args=[own.pk])).status_code == 404
    assert not Acknowledgement.objects.exists()


def not_mine(notice):
    return reverse("portal:not_my_staff", args=[notice.pk])


def test_not_my_staff_says_what_follows_and_is_reported_once(cast, visitor, notice):
    sari = visitor(cast.sari)
    assert "Budi Contoh bukan staf saya" in reading(sari, not_mine(notice))
    assert not Correction.objects.exists()
    for _ in range(2):
        answer = sari.post(not_mine(notice), follow=True)
        assert "Perlu diperiksa" in answer.content.decode()
    assert Correction.objects.count() == 1
    shown = reading(sari, page_of(notice))
    assert "Anda melaporkan bahwa ini bukan staf Anda" in shown
    assert "Saya sudah mengingatkan" not in shown


def test_for_anybody_else_there_is_nothing_to_report(cast, visitor, notice):
    for person in (cast.maya, cast.budi.person, cast.citra, cast.eko, cast.rina):
        client = visitor(person)
        assert client.get(not_mine(notice)).status_code == 404
        assert client.post(not_mine(notice)).status_code == 404
    assert not Correction.objects.exists()


@pytest.fixture
def correction(cast, notice):
    return report(notice, by=cast.sari.user, now=MONDAY)


def step_of(item, name):
    return reverse("portal:correction_step", args=[item.uid, name])


def form_of(item, **data):
    return {"version": item.version, "token": str(uuid.uuid4()), **data}


def test_the_coordinator_finds_it_at_home_and_names_the_right_one(cast, visitor, correction):
    citra = visitor(cast.citra)
    item = reverse("portal:correction", args=[correction.uid])
    assert item in reading(citra, reverse("portal:home"))
    shown = reading(citra, item)
    assert step_of(correction, "settle") in shown
    assert step_of(correction, "refuse") in shown
    form = reading(citra, step_of(correction, "settle") + "?q=eko")
    assert str(cast.eko.uid) in form
    assert str(cast.hadi.uid) not in form
    data = form_of(correction, superior=str(cast.eko.uid), valid_from="2026-06-08")
    done = citra.post(step_of(correction, "settle") + "?q=eko", data, follow=True)
    assert "Eko Contoh" in done.content.decode()
    assert ReportingLine.objects.get(person=cast.budi.person, valid_to=None).superior == cast.eko


def test_once_named_the_pages_say_that_the_system_still_has_to_tell(
    cast, visitor, correction, notice
):
    data = {"superior": str(cast.eko.uid), "valid_from": MONDAY.date()}
    engine.perform(correction, "settle", by=cast.citra.user, now=MONDAY, data=data)
    citra, item = visitor(cast.citra), reverse("portal:correction", args=[correction.uid])

    shown = reading(citra, item)
    assert "Atasan yang benar sudah ditetapkan" in shown
    assert "Giliran: Sistem" in shown
    assert "Beri tahu atasan yang benar apa yang lewat tenggat" in shown
    assert "Atasan yang benar diberi tahu" not in shown
    assert item not in reading(citra, reverse("portal:home"))
    told = reading(visitor(cast.sari), page_of(notice))
    assert "Sudah dikoreksi" in told

    while ring_due(MONDAY):
        pass
    shown = reading(citra, item)
    assert "Giliran: Sistem" not in shown
    assert "Atasan yang benar diberi tahu" in shown


@pytest.mark.parametrize("text", ["\x00", "%", "'", "<b>", "9" * 400])
def test_looking_for_anything_at_all_is_harmless(cast, visitor, correction, text):
    answer = visitor(cast.citra).get(step_of(correction, "settle"), {"q": text})
    assert answer.status_code == 200
    assert b"<b>" not in answer.content


def test_the_likely_ones_are_listed_without_looking(cast, visitor, correction):
    form = reading(visitor(cast.citra), step_of(correction, "settle"))
    assert str(cast.rina.uid) in form
    assert str(cast.sari.uid) not in form
    assert "Kepala unit" in form


@pytest.mark.parametrize("bad", ["", "x", "<script>", "\x00", "9" * 400])
def test_what_cannot_be_is_said_at_the_field(cast, visitor, correction, bad):
    data = form_of(correction, superior=bad, valid_from=bad, reason=bad)
    for name in ("settle", "refuse"):
        answer = visitor(cast.citra).post(step_of(correction, name), data)
        assert answer.status_code == 422
        assert b'class="wrong"' in answer.content
    correction.refresh_from_db()
    assert correction.state == "open"


def test_who_reported_sees_what_became_of_it_and_decides_nothing(cast, visitor, correction):
    sari = visitor(cast.sari)
    assert sari.get(step_of(correction, "settle")).status_code == 404
    data = form_of(correction, reason="stands_in")
    assert visitor(cast.citra).post(step_of(correction, "refuse"), data).status_code == 302
    shown = reading(sari, reverse("portal:correction", args=[correction.uid]))
    assert "Anda menggantikan atasan" in shown
    assert "Citra" not in shown


def test_for_others_there_is_no_such_correction(cast, visitor, correction):
    for person in (cast.maya, cast.budi.person, cast.eko, cast.rina, cast.hadi):
        client = visitor(person)
        item = reverse("portal:correction", args=[correction.uid])
        assert client.get(item).status_code == 404
        assert client.get(step_of(correction, "refuse")).status_code == 404


def on_leave(notice):
    return reverse("portal:on_leave", args=[notice.pk])


def test_away_with_somebody_acting_passes_it_on(cast, visitor, notice):
    sari = visitor(cast.sari)
    assert "Siapa yang bertindak" in reading(sari, on_leave(notice))
    data = {"starts_on": "2026-06-08", "ends_on": "2026-06-12", "name": "eko"}
    for _ in range(2):
        answer = sari.post(on_leave(notice), data, follow=True)
        assert "Eko Contoh" in answer.content.decode()
    assert escalation_to(cast.eko)
    assert Absence.objects.get().person == cast.sari


def test_of_several_who_fit_one_is_chosen(cast, visitor, notice):
    sari = visitor(cast.sari)
    data = {"starts_on": "2026-06-08", "ends_on": "2026-06-12", "name": "contoh"}
    shown = sari.post(on_leave(notice), data).content.decode()
    assert str(cast.hadi.uid) in shown
    assert not Absence.objects.exists()
    assert sari.post(on_leave(notice), {**data, "deputy": str(cast.hadi.uid)}).status_code == 302
    assert escalation_to(cast.hadi)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": "2026-06-01"},
        {"starts_on": "", "ends_on": "x"},
        {"ends_on": "2062-06-01"},
        {"name": "Tidak Ada"},
        {"name": "budi"},
        {"name": "\x00"},
    ],
)
def test_what_cannot_be_is_said_at_its_field(cast, visitor, notice, wrong):
    data = {"starts_on": "2026-06-08", "ends_on": "2026-06-12", **wrong}
    answer = visitor(cast.sari).post(on_leave(notice), data)
    assert answer.status_code == 422
    assert b'class="wrong"' in answer.content
    assert not Absence.objects.exists()


def test_nobody_else_is_away_for_them(cast, visitor, notice):
    for person in (cast.maya, cast.budi.person, cast.citra, cast.eko, cast.rina):
        client = visitor(person)
        assert client.get(on_leave(notice)).status_code == 404
        assert client.post(on_leave(notice), {"starts_on": "2026-06-08"}).status_code == 404
