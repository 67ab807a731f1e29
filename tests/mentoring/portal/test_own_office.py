"""What the counselling coordinator keeps: the roster, the text of consent, requests in person."""

import uuid

import pytest
from django.urls import reverse

from mentoring.models import ConsentText, CounsellingCase, CounsellingOffice, JournalEntry
from tests.factories.counselling import EMERGENCY, WISH, case, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(cast):
    return service(cast)


def test_the_roster_is_kept_by_the_counselling_coordinator_only(cast, served, inside):
    url = reverse("portal:own_office", args=[cast.organisation.uid])
    dewi = inside(served.dewi)
    assert "021-555-0100" in dewi.get(url).content.decode()
    given = {
        "person": str(served.dewi.uid),
        "deputy": str(served.dewi.uid),
        "telephone": "021-555-0199",
        "days": ["0", "1"],
        "opens": "08:00",
        "closes": "12:00",
        "crisis_id": "Hubungi 119 (contoh)",
        "crisis_en": "Call 119 (example)",
        "sessions": "4",
        "extension": "2",
    }
    assert dewi.post(url, given).status_code == 422
    assert dewi.post(url, {**given, "deputy": str(served.putu.uid)}).status_code == 302
    office = CounsellingOffice.objects.get()
    assert (office.telephone, office.hours[1]) == ("021-555-0199", [1, "08:00", "12:00"])
    for one in (cast.citra, cast.hadi, served.lestari):
        assert inside(one).get(url).status_code == 404


def test_who_came_in_person_is_found_by_the_whole_name_only(cast, served, inside):
    url = reverse("portal:own_behalf", args=[cast.organisation.uid])
    dewi = inside(served.dewi)
    given = {"who": "Maya", "way_in": "walk_in", "topic": "work", "wish": WISH}
    answer = dewi.post(url, given)
    assert answer.status_code == 422
    assert cast.maya.display_name not in answer.content.decode()
    assert dewi.post(url, {**given, "who": cast.maya.nip}).status_code == 302
    made = CounsellingCase.objects.get()
    assert (made.client, made.way_in, made.route) == (cast.maya, "walk_in", "coordinator")
    assert inside(cast.citra).get(url).status_code == 404


def test_who_comes_again_is_linked_to_the_ended_case_the_coordinator_sees(cast, served, inside):
    ended = case(cast, served, "withdrawn", keep_out=[served.putu], name_withheld=True)
    hidden = case(cast, served, "withdrawn", client=cast.eko, route="pool")
    dewi = inside(served.dewi)
    again = reverse("portal:own_behalf", args=[cast.organisation.uid])
    shown = dewi.get(reverse("portal:counselling_case", args=[ended.uid])).content.decode()
    assert f"{again}?after={ended.uid}" in shown
    form = dewi.get(f"{again}?after={ended.uid}").content.decode()
    assert f'name="previous" value="{ended.uid}"' in form
    assert 'name="who"' not in form
    given = {"way_in": "walk_in", "topic": "work", "wish": WISH}
    for other in (hidden.uid, "nothing"):
        assert dewi.get(f"{again}?after={other}").status_code == 404
        assert dewi.post(again, {**given, "previous": other}).status_code == 404
    answer = dewi.post(again, {**given, "previous": ended.uid})
    made = CounsellingCase.objects.get(state="requested")
    page = reverse("portal:counselling_case", args=[made.uid])
    assert (answer.status_code, answer["Location"]) == (302, page)
    emergency = reverse("portal:counselling_case_step", args=[made.uid, "declare_emergency"])
    assert emergency in dewi.get(page).content.decode()
    assert (made.previous, made.client, made.way_in) == (ended, cast.maya, "walk_in")
    assert (made.name_withheld, list(made.named_out())) == (True, [served.putu])


def test_an_emergency_after_the_end_is_one_form_on_the_page_of_what_has_ended(cast, served, inside):
    ended = case(cast, served, "withdrawn")
    dewi, page = inside(served.dewi), reverse("portal:counselling_case", args=[ended.uid])
    step = reverse("portal:counselling_case_step", args=[ended.uid, "declare_emergency"])
    assert step in dewi.get(page).content.decode()
    form = dewi.get(step).content.decode()
    assert "Kasus baru dimulai" in form
    sent = {**EMERGENCY, "version": ended.version, "token": str(uuid.uuid4())}
    assert dewi.post(step, {**sent, "account": ""}).status_code == 422
    answer = dewi.post(step, sent)
    made = CounsellingCase.objects.get(state="emergency")
    assert answer["Location"] == reverse("portal:counselling_case", args=[made.uid])
    assert dewi.post(step, sent).status_code == 302
    again = dewi.post(step, {**sent, "token": str(uuid.uuid4())})
    assert (again.status_code, CounsellingCase.objects.count()) == (409, 2)
    assert "Sudah ada permohonan yang masih terbuka" in again.content.decode()
    assert inside(served.lestari).get(step).status_code == 404
    assert step not in inside(cast.maya).get(page).content.decode()
    assert inside(cast.maya).post(step, {**sent, "token": str(uuid.uuid4())}).status_code == 403


def test_an_agencys_own_text_of_consent_is_seen_first_and_holds_for_who_agrees_then(
    cast, served, inside
):
    earlier = case(cast, served, "in_service")
    url = reverse("portal:own_consent", args=[cast.organisation.uid])
    dewi = inside(served.dewi)
    assert "Apa itu konseling" in dewi.get(url).content.decode()
    words = {"text_id": "Naskah kami\r\n(contoh)", "text_en": "Our text (example)"}
    seen = dewi.post(url, {**words, "do": "try"}).content.decode()
    assert 'lang="id">Naskah kami' in seen
    assert not ConsentText.objects.filter(organisation=cast.organisation).exists()
    assert dewi.post(url, {**words, "text_en": " ", "do": "publish"}).status_code == 422
    for _twice in range(2):
        assert dewi.post(url, {**words, "do": "publish"})["Location"] == url
    made = ConsentText.objects.get(organisation=cast.organisation)
    assert (made.number, made.text_id) == (1, "Naskah kami\n(contoh)")
    entry = JournalEntry.objects.get(what="consent_published")
    assert (entry.actor, entry.about) == (served.dewi.user, str(made.uid))
    # Who agreed before keeps the text of that day; who agrees now agrees to this one.
    page = (
        inside(cast.maya)
        .get(reverse("portal:counselling_case", args=[earlier.uid]))
        .content.decode()
    )
    assert "Apa itu konseling" in page
    assert "Naskah kami" not in page
    later = case(cast, served, "triaged", client=cast.eko)
    assert (
        "Naskah kami"
        in inside(cast.eko)
        .get(reverse("portal:counselling_case_step", args=[later.uid, "give_consent"]))
        .content.decode()
    )
    for one in (cast.citra, cast.hadi, served.lestari):
        assert inside(one).get(url).status_code == 404
