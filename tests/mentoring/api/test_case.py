"""Counselling cases through the API: for those in them, at the keyboard, and for no program."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import User
from mentoring.machines.case_codes import code_of
from mentoring.models import AccessRecord, CounsellingCase, KeptOut
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.counselling import ACCOUNT, EMERGENCY, REFERRAL, WISH, case, moved, service
from tests.factories.session import HOUR, IN_A_WEEK
from tests.mentoring.api.test_performance import at_keyboard, program

pytestmark = pytest.mark.django_db

LIST = "/api/v1/own/"


@pytest.fixture
def served(cast):
    return service(cast)


@pytest.fixture
def inside(door):
    def enter(person, *, factor=False):
        return at_keyboard(door(person), getattr(person, "user", person), factor=factor)

    return enter


def step(made, name):
    return f"{LIST}{made.uid}/{code_of(name)}/"


@pytest.mark.parametrize(
    ("language", "word"), [("id", "tidak ada token"), ("en", "no token opens it")]
)
def test_a_token_is_refused_alike_whatever_there_is_and_told_why(
    cast, served, door, language, word
):
    made = case(cast, served)
    type(cast.maya.user).objects.filter(pk=cast.maya.user_id).update(language=language)
    client = program(cast.maya.user, door())
    rest = ("", "texts/", "readings/")
    looked = [LIST, f"{LIST}office/"]
    looked += [f"{LIST}{uid}/{below}" for uid in (made.uid, uuid.uuid4()) for below in rest]
    answers = [client.get(url) for url in looked]
    sent = (LIST, f"{LIST}{made.uid}/texts/", step(made, "withdraw"))
    answers += [client.post(url, {}, format="json") for url in sent]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    said = answers[0].json()
    assert said["code"] == "not_for_programs"
    assert word in said["detail"]


def test_it_opens_to_who_has_said_on_this_day_who_they_are(cast, served, door, inside):
    made = case(cast, served)
    for url in (LIST, f"{LIST}office/", f"{LIST}{made.uid}/"):
        answer = door(cast.maya).get(url)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_confirmed")
        assert "di portal" in answer.json()["detail"]
        assert inside(cast.maya).get(url).status_code == 200
    refused = door(cast.maya).post(step(made, "withdraw"), {}, format="json")
    assert refused.json()["code"] == "not_confirmed"


def test_a_foreign_one_is_missing_byte_for_byte(cast, served, inside):
    made = case(cast, served, "in_service")
    support = User.objects.create_superuser("bantuan", "bantuan@example.go.id", "x")
    for who in (cast.eko, cast.rina, cast.citra, cast.hadi, served.putu, support):
        client = inside(who)
        for rest in ("", "texts/", "readings/"):
            missing = client.get(f"{LIST}{uuid.uuid4()}/{rest}")
            foreign = client.get(f"{LIST}{made.uid}/{rest}")
            assert (foreign.status_code, foreign.content) == (404, missing.content)
        for rest, body in (("texts/", {"field": "wish"}), (f"{code_of('withdraw')}/", {})):
            missing = client.post(f"{LIST}{uuid.uuid4()}/{rest}", body, format="json")
            foreign = client.post(f"{LIST}{made.uid}/{rest}", body, format="json")
            assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert client.get(LIST).json()["results"] == []


def test_from_the_request_to_the_consent(cast, served, inside):
    maya, dewi = inside(cast.maya), inside(served.dewi)
    office = maya.get(f"{LIST}office/").json()
    assert (office["staffed"], office["telephone"]) == (True, "021-555-0100")
    body = {"topic": "family", "wish": WISH, "keep_out": [str(served.putu.uid)]}
    sent = maya.post(LIST, body, format="json")
    assert sent.status_code == 201
    made = CounsellingCase.objects.get()
    assert KeptOut.objects.get().person == served.putu
    level = {"level": "D"}
    headers = {"Idempotency-Key": "satu", "If-Match": sent["ETag"]}
    for _twice in range(2):
        triaged = dewi.post(step(made, "triage"), level, format="json", headers=headers)
        assert (triaged.status_code, triaged.json()["state"]) == (200, "triaged")
    stale = dewi.post(
        step(made, "change_level"),
        {"level": "C"},
        format="json",
        headers={"If-Match": sent["ETag"]},
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    agreed = {"text": office["consent"]["uid"], "substitute": True}
    assert maya.post(step(made, "give_consent"), agreed, format="json").status_code == 200
    to = {"counsellor": str(served.putu.uid)}
    refused = dewi.post(step(made, "assign"), to, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "guarded")
    shown = maya.get(f"{LIST}{made.uid}/").json()
    assert (shown["state"], shown["substitute_agreed"]) == ("consented", True)
    assert WISH not in str(shown)


def test_a_name_withheld_is_in_no_field_but_the_coordinators(cast, served, inside):
    made = case(cast, served, "in_service", name_withheld=True)
    shown = inside(served.lestari).get(f"{LIST}{made.uid}/")
    assert "client" not in shown.json()
    assert cast.maya.display_name not in shown.content.decode()
    assert inside(served.dewi).get(f"{LIST}{made.uid}/").json()["client"]


def test_texts_open_with_a_record_and_to_others_with_a_second_factor(cast, served, inside):
    made = case(cast, served, "in_service")
    url, wish = f"{LIST}{made.uid}/texts/", {"field": "wish"}
    told = inside(cast.maya).post(url, wish, format="json")
    assert [one["text"] for one in told.json()["results"]] == [WISH]
    assert told["Cache-Control"] == "no-store"
    bare = inside(served.lestari).post(url, wish, format="json")
    assert bare.json()["code"] == "second_factor_missing"
    assert AccessRecord.objects.count() == 1
    lestari = inside(served.lestari, factor=True)
    assert lestari.post(url, wish, format="json").json()["results"]
    assert AccessRecord.objects.count() == 2
    dewi = inside(served.dewi, factor=True)
    assert dewi.post(url, {"field": "full_record"}, format="json").json()["results"] == []


def test_a_client_learns_which_texts_there_are_and_who_opened_them(cast, served, inside):
    made = case(cast, served, "in_service")
    lestari, maya = inside(served.lestari, factor=True), inside(cast.maya)
    texts = maya.get(f"{LIST}{made.uid}/texts/").json()["results"]
    assert {each["field"] for each in texts} == {"topic", "wish"}
    assert WISH not in str(texts)
    one = next(each for each in texts if each["field"] == "wish")
    wish = {"field": "wish", "uid": one["uid"]}
    opened = lestari.post(f"{LIST}{made.uid}/texts/", wish, format="json")
    assert [each["text"] for each in opened.json()["results"]] == [WISH]
    [told] = maya.get(f"{LIST}{made.uid}/readings/").json()["results"]
    assert (told["field"], told["purpose"]) == ("wish", "in_charge")
    assert told["by"] == str(served.lestari.user)
    assert lestari.get(f"{LIST}{made.uid}/readings/").status_code == 404


BESIDE = {"sessions", "referrals", "emergencies", "kept_out"}
# Who is told what of that, by hand: for the client all of it, and who is kept out for nobody else.
TOLD = {
    "maya": BESIDE,
    "lestari": BESIDE - {"kept_out"},
    "dewi": {"emergencies"},
}


def test_what_came_about_beside_the_path_is_told_to_whom_the_table_names(cast, served, inside):
    made = case(cast, served, "in_service", keep_out=[served.putu])
    steps = [
        ("refer_for_safety", {"to": "external", "referral": REFERRAL, "reason": "self"}),
        ("note_referral_done", {}),
        ("declare_emergency", EMERGENCY),
        ("end_emergency", {}),
        ("plan_session", {"starts_at": MONDAY + IN_A_WEEK, "ends_at": MONDAY + IN_A_WEEK + HOUR}),
    ]
    made = moved(made, served, [(name, "counsellor", data) for name, data in steps])
    url = f"{LIST}{made.uid}/"
    found = {
        "maya": inside(cast.maya).get(url).json(),
        "lestari": inside(served.lestari).get(url).json(),
        "dewi": inside(served.dewi).get(url).json(),
    }
    assert {who: BESIDE & shown.keys() for who, shown in found.items()} == TOLD
    shown = found["maya"]
    assert shown["kept_out"] == [{"uid": str(served.putu.uid), "name": str(served.putu)}]
    [planned], [sent], [declared] = (
        shown[name] for name in ("sessions", "referrals", "emergencies")
    )
    assert (planned["attendance"], planned["starts_at"]) == ("", shown["next_starts_at"])
    assert (sent["to"], sent["ground"], sent["outcome"]) == ("external", "self", "done")
    assert (declared["ground"], bool(declared["ended_at"])) == ("self", True)
    assert REFERRAL not in str(found)
    assert ACCOUNT not in str(found)
    [line] = inside(cast.maya).get(LIST).json()["results"]
    assert not BESIDE & line.keys()


def test_whom_the_lines_keep_out_is_named_to_nobody(cast, served, inside):
    people.line(cast.maya, served.putu)
    made = case(cast, served)
    assert KeptOut.objects.get(case=made, person=served.putu).named is False
    assert inside(cast.maya).get(f"{LIST}{made.uid}/").json()["kept_out"] == []


def test_whose_turn_it_is_goes_by_what_the_reader_is(cast, served, inside):
    case(cast, served)
    for who, yours in ((served.dewi, True), (cast.maya, False)):
        [line] = inside(who).get(LIST).json()["results"]
        assert (line["turn"]["role"], line["turn"]["yours"]) == ("intake", yours)


def test_somebody_who_is_not_of_the_office_is_not_kept_out_in_silence(cast, served, inside):
    body = {"topic": "family", "wish": WISH, "keep_out": [str(cast.rina.uid)]}
    answer = inside(cast.maya).post(LIST, body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "keep_out")
    assert not CounsellingCase.objects.exists()


def test_an_emergency_after_the_end_is_answered_with_the_case_that_goes_on(cast, served, inside):
    ended = case(cast, served, "withdrawn")
    dewi, url = inside(served.dewi), f"{LIST}{ended.uid}/"
    offered = {one["name"]: one["allowed"] for one in dewi.get(url).json()["transitions"]}
    assert offered["declare_emergency"] is True
    key = {"Idempotency-Key": "contoh-darurat"}
    answers = [
        dewi.post(step(ended, "declare_emergency"), EMERGENCY, format="json", headers=key)
        for _twice in range(2)
    ]
    made = CounsellingCase.objects.get(previous=ended)
    for answer in answers:
        told = answer.json()
        assert (answer.status_code, told["uid"], told["state"]) == (200, str(made.uid), "emergency")
    assert dewi.get(f"{LIST}{made.uid}/").json()["previous"]["uid"] == str(ended.uid)


def test_to_ask_again_after_somebody_elses_case_tells_nothing_of_it(cast, served, inside):
    foreign = case(cast, served, "withdrawn", client=cast.eko)
    client = inside(cast.maya)
    answers = [
        client.post(LIST, {"topic": "family", "wish": WISH, "previous": str(uid)}, format="json")
        for uid in (foreign.uid, uuid.uuid4())
    ]
    told = [(answer.status_code, answer.json()) for answer in answers]
    assert told[0][0] in {400, 404}
    assert told[0] == told[1]
    assert not CounsellingCase.objects.filter(client=cast.maya).exists()


def test_no_address_says_what_is_done(cast, served):
    made = case(cast, served)
    for name in ("withdraw", "give_consent"):
        url = reverse("api:counselling_case-transition", kwargs={"uid": made.uid, "name": name})
        assert url == step(made, name)
        assert name not in url
