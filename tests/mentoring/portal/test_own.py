"""The closed section: behind the password, by neutral addresses, and unknown to everybody else."""

import re
import uuid
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse

from accounts import second_factor
from accounts.clock import now
from mentoring.models import Absence, AccessRecord, CounsellingCase, CounsellingOffice, SealedNote
from mentoring.services.sealed_notes import Purpose, reading
from tests.accounts.digits import code_at
from tests.factories import counselling
from tests.factories.cast import MONDAY
from tests.factories.counselling import (
    CRISIS_EN,
    CRISIS_ID,
    EMERGENCY,
    WISH,
    case,
    moved,
    service,
)
from tests.factories.data_requests import data_request, officer
from tests.factories.relationship import relationship
from workflows import engine
from workflows.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(cast):
    return service(cast)


def page_of(made):
    return reverse("portal:counselling_case", args=[made.uid])


def step_of(made, name):
    return reverse("portal:counselling_case_step", args=[made.uid, name])


def form_of(made, **data):
    return {"version": made.version, "token": str(uuid.uuid4()), **data}


def request(**data):
    return {"topic": "family", "wish": WISH, "route": "coordinator", **data}


def test_it_opens_to_whoever_has_said_on_this_day_who_they_are(cast, served, visitor, inside):
    made = case(cast, served)
    maya = visitor(cast.maya)
    for url in (page_of(made), step_of(made, "withdraw"), reverse("portal:own_ask")):
        answer = maya.get(url)
        asked = reverse("account_confirm")
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, asked)
    maya = inside(cast.maya)
    assert maya.get(page_of(made)).status_code == 200
    assert maya.post(reverse("account_close")).status_code == 302
    assert maya.get(page_of(made)).status_code == 302


def test_the_request_page_says_first_whom_to_call_and_that_nobody_is_there(cast, served, inside):
    maya, url = inside(cast.maya), reverse("portal:own_ask")
    page = maya.get(url).content.decode()
    assert CRISIS_ID in page
    assert CRISIS_EN not in page
    assert "021-555-0100" in page
    assert "Tidak ada petugas" not in page
    CounsellingOffice.objects.update(hours=[[6, "08:00", "09:00"]])
    page = maya.get(url).content.decode()
    assert page.index("Tidak ada petugas") < page.index("<textarea")


def test_without_a_roster_nobody_can_ask(cast, inside):
    maya = inside(cast.maya)
    page = maya.get(reverse("portal:own_ask")).content.decode()
    assert "<textarea" not in page
    assert maya.post(reverse("portal:own_ask"), request()).status_code == 200
    assert not CounsellingCase.objects.exists()


def test_from_the_request_to_the_first_session(cast, served, inside):
    maya, dewi, lestari = (inside(one) for one in (cast.maya, served.dewi, served.lestari))
    sent = maya.post(reverse("portal:own_ask"), request(token=str(uuid.uuid4())))
    made = CounsellingCase.objects.get()
    assert sent["Location"] == page_of(made)
    assert set(SealedNote.objects.values_list("field", flat=True)) == {"topic", "wish"}

    def does(client, name, **data):
        made.refresh_from_db()
        assert client.get(step_of(made, name)).status_code == 200
        answer = client.post(step_of(made, name), form_of(made, **data))
        assert answer.status_code == 302, answer.content.decode()

    does(dewi, "triage", level="D")
    page = maya.get(step_of(made, "give_consent")).content.decode()
    assert "Apa itu konseling" in page
    text = re.search(r'name="text" value="([0-9a-f-]{36})"', page)
    does(maya, "give_consent", text=text[1], substitute="on")
    does(dewi, "assign", counsellor=str(served.lestari.uid))
    does(lestari, "start_service")
    when = {"starts_at": "2026-06-10T09:00", "ends_at": "2026-06-10T10:00"}
    does(lestari, "plan_session", **when)
    does(lestari, "write_note", layer="full_record", body="Catatan lengkap (contoh)")
    made.refresh_from_db()
    assert (made.state, made.substitute_agreed, made.sessions.count()) == ("in_service", True, 1)


def with_factor(client, person):
    secret = generate_totp_secret()
    second_factor.set_up(person.user, secret, code_at(secret, now()), now=now())
    return client


def opens(client, made, field):
    note = SealedNote.objects.get(key=made.key, field=field)
    return client.post(page_of(made), {"note": str(note.uid)})


def test_a_text_is_opened_by_who_may_with_a_record_of_it(cast, served, inside):
    made = case(cast, served, "in_service")
    data = {"layer": "full_record", "body": "Rekam lengkap (contoh)"}
    engine.perform(made, "write_note", by=served.lestari.user, now=MONDAY, data=data)
    maya, dewi, lestari = (inside(one) for one in (cast.maya, served.dewi, served.lestari))
    assert opens(dewi, made, "wish")["Location"] == reverse("account_second_factor")
    for client, person in ((dewi, served.dewi), (lestari, served.lestari)):
        with_factor(client, person)
    assert WISH not in dewi.get(page_of(made)).content.decode()
    assert WISH in opens(dewi, made, "wish").content.decode()
    assert WISH not in dewi.get(page_of(made)).content.decode()
    assert "Rekam lengkap (contoh)" in opens(lestari, made, "full_record").content.decode()
    assert opens(dewi, made, "full_record").status_code == 422
    assert opens(maya, made, "full_record").status_code == 422
    found = AccessRecord.objects.order_by("number").values_list("actor", "purpose")
    assert list(found) == [
        (served.dewi.user_id, "in_charge"),
        (served.lestari.user_id, "in_charge"),
    ]
    # The client sees who has read what.
    assert "Lestari Contoh" in maya.get(page_of(made)).content.decode()


def test_who_hands_over_reads_nothing_any_more(cast, served, inside):
    made = case(cast, served, "handing_over")
    lestari = inside(served.lestari)
    assert lestari.get(page_of(made)).status_code == 200
    engine.perform(made, "agree_to_hand_over", by=cast.maya.user, now=MONDAY)
    assert lestari.get(page_of(made)).status_code == 404
    assert not SealedNote.objects.visible_to(served.lestari.user, MONDAY).exists()


def test_a_name_withheld_is_known_to_the_coordinator_only(cast, served, inside):
    made = case(cast, served, "in_service", name_withheld=True)
    name = cast.maya.display_name
    assert name in inside(served.dewi).get(page_of(made)).content.decode()
    assert name not in inside(served.lestari).get(page_of(made)).content.decode()


def test_only_the_client_reads_whom_they_keep_out(cast, served, inside):
    made = case(cast, served, "in_service", keep_out=[served.putu])
    name = served.putu.display_name
    assert f"<dd>{name}<br>" in inside(cast.maya).get(page_of(made)).content.decode()
    for one in (served.dewi, served.lestari):
        assert name not in inside(one).get(page_of(made)).content.decode()
    engine.perform(made, "let_in", by=cast.maya.user, now=MONDAY, data={"back": served.putu.uid})
    assert name in inside(cast.maya).get(page_of(made)).content.decode()


def test_neither_address_nor_title_nor_headers_tell_what_it_is(cast, served, inside):
    made = case(cast, served, "in_service")
    maya = inside(cast.maya)
    for url in (page_of(made), step_of(made, "withdraw"), reverse("portal:own_ask")):
        answer = maya.get(url)
        (title,) = re.findall(r"<title>(.*?)</title>", answer.content.decode())
        assert title.startswith("Halaman Anda sendiri")
        assert "no-store" in answer["Cache-Control"]
        assert not re.search("counsel|konsel|withdraw|consent", url)
    maya.post(step_of(made, "withdraw"), form_of(made))
    assert "Tarik" not in str(maya.cookies)


SESSION = {"starts_at": MONDAY + timedelta(hours=1), "ends_at": MONDAY + timedelta(hours=2)}


def shown_to(client, urls):
    fleeting = re.compile(r'(?<=value=")[A-Za-z0-9]{64}(?=")|[0-9a-f-]{36}')
    answers = [client.get(url) for url in urls]
    return [(each.status_code, fleeting.sub("", each.content.decode())) for each in answers]


PAGES = (
    *("/", "/inbox/", "/requests/", "/reach/", "/incidents/", "/unroutable/", "/deadlines/"),
    *("/rosters/", "/slips/", "/mentees/", "/ask/", "/own/", "/own/new/"),
    *("/api/v1/me/worklist/", "/api/v1/notices/", "/api/v1/people/", "/api/v1/relationships/"),
)


def test_others_see_the_same_with_and_without_the_case(cast, served, inside):
    """Superior, colleague, service coordinator, head, the other counsellor: byte for byte."""
    pair = relationship(cast, "active")
    people = (cast.rina, cast.eko, cast.citra, cast.hadi, cast.budi.person, served.putu)
    urls = (*PAGES, reverse("portal:relationship", args=[pair.uid]))
    clients = {one: inside(one) for one in people}
    before = {one: shown_to(clients[one], urls) for one in people}
    made = case(cast, served, "in_service")
    data = {"level": "B"}
    made = engine.perform(made, "change_level", by=served.lestari.user, now=MONDAY, data=data)
    moved(made, served, [("plan_session", "counsellor", SESSION)])
    for one in people:
        for url, after, then in zip(urls, shown_to(clients[one], urls), before[one], strict=True):
            assert after[1].splitlines() == then[1].splitlines(), (one, url)
            assert after == then
        for url in (page_of(made), step_of(made, "triage")):
            missing = url.replace(str(made.uid), str(uuid.uuid4()))
            assert inside(one).get(url).status_code == 404
            assert (
                inside(one).post(url, {}).status_code == inside(one).post(missing, {}).status_code
            )


def test_a_case_is_asked_for_again_and_linked(cast, served, inside):
    made = case(cast, served, "followed_up")
    maya = inside(cast.maya)
    assert f"?after={made.uid}" in maya.get(page_of(made)).content.decode()
    maya.post(reverse("portal:own_ask"), request(previous=str(made.uid), token=str(uuid.uuid4())))
    again = CounsellingCase.objects.get(state="requested")
    assert (again.previous, again.key_id == made.key_id) == (made, False)


def test_records_name_the_change_and_nothing_that_was_written(cast, served, inside):
    case(cast, served, "referred")
    assert counselling.REFERRAL not in str(list(Record.objects.values()))


def test_a_client_sees_who_has_read_what_of_everything_of_theirs(cast, served, inside):
    made, asked = case(cast, served, "in_service"), data_request(cast, officer(cast))
    openings = (
        (made, served.lestari, Purpose.IN_CHARGE),
        (asked, cast.maya, Purpose.OWN_RECORD),
    )
    for subject, by, purpose in openings:
        for note in SealedNote.objects.filter(key=subject.key_id).order_by("pk")[:1]:
            with reading(note, by=by.user, purpose=purpose, now=MONDAY):
                pass
    page = inside(cast.maya).get(reverse("portal:own_read")).content.decode()
    assert "Lestari Contoh" in page
    assert "Apa yang dimohon" in page
    assert "Lestari" not in inside(cast.citra).get(reverse("portal:own_read")).content.decode()


def test_on_what_ground_an_emergency_was_declared_is_not_for_who_may_stand_in(cast, served, inside):
    made = case(cast, served, "in_service")
    putu = {"counsellor": str(served.putu.uid)}
    made = engine.perform(made, "name_substitute", by=cast.maya.user, now=MONDAY, data=putu)
    today = MONDAY.date()
    Absence.objects.create(person=served.lestari, starts_on=today, ends_on=today)
    moved(made, served, [("declare_emergency", "counsellor", EMERGENCY)])
    told = {
        who: "Bahaya bagi diri sendiri" in inside(who).get(page_of(made)).content.decode()
        for who in (cast.maya, served.lestari, served.dewi, served.putu)
    }
    assert list(told.values()) == [True, True, True, False]
