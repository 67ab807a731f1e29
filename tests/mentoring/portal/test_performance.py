"""Counselling on performance in the portal: propose, assign, read on demand, sign, print."""

import io

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse
from pypdf import PdfReader

from accounts import confirming, second_factor
from accounts.clock import now
from mentoring.models import AccessRecord, HouseStyle, PerformanceCounselling
from tests.accounts.digits import code_at
from tests.factories.cast import MONDAY
from tests.factories.performance import (
    BEHAVIOUR,
    RESULT,
    STATEMENT,
    counselling,
    official,
    qualified,
)

pytestmark = pytest.mark.django_db

PASSWORD = "kata sandi panjang contoh"
TEXTS = (BEHAVIOUR, RESULT, STATEMENT)


@pytest.fixture
def crew(cast):
    return cast


@pytest.fixture
def browse(visitor):
    return visitor


@pytest.fixture
def wulan(crew):
    return official(crew)


def page(client, name, /, *args, **data):
    url = reverse(f"portal:{name}", args=args)
    return client.post(url, data) if data else client.get(url)


def confirmed(client, user):
    """At the keyboard today, with a second factor."""
    if not second_factor.is_set_up(user):
        secret = generate_totp_secret()
        second_factor.set_up(user, secret, code_at(secret, now()), now=now())
    session = client.session
    confirming.note(session, now=now())
    session.save()
    return client


def words(answer):
    return answer.content.decode()


def test_who_appraises_finds_the_way(crew, browse):
    assert reverse("portal:propose_counselling") in words(page(browse(crew.rina), "home"))
    assert reverse("portal:propose_counselling") not in words(page(browse(crew.maya), "home"))
    assert page(browse(crew.maya), "propose_counselling").status_code == 404


def test_proposing(crew, browse):
    client = browse(crew.rina)
    shown = words(page(client, "propose_counselling"))
    assert "Maya Contoh" in shown
    assert 'name="oneself"' not in shown
    given = {"client": str(crew.maya.uid), "behaviour": "62"}
    assert page(client, "propose_counselling", **given).status_code == 409
    given["behaviour"] = BEHAVIOUR
    answer = page(client, "propose_counselling", **given)
    made = PerformanceCounselling.objects.get()
    assert answer["Location"] == reverse("portal:performance_counselling", args=[made.uid])
    item = words(client.get(answer["Location"]))
    assert BEHAVIOUR not in item
    for one in (shown, item):
        assert "Tutup cepat" in one


def test_nobody_is_proposed_whom_one_does_not_appraise(crew, browse):
    given = {"client": str(crew.eko.uid), "behaviour": BEHAVIOUR}
    assert page(browse(crew.rina), "propose_counselling", **given).status_code == 422


def test_the_qualified_are_offered_to_counsel(crew, browse):
    qualified(crew.rina)
    assert 'name="oneself"' in words(page(browse(crew.rina), "propose_counselling"))


def test_a_coordinator_assigns_who_may_counsel(crew, browse, wulan):
    item = counselling(crew, "proposed", counsellor=wulan)
    client = browse(crew.citra)
    shown = words(page(client, "performance_counselling_step", item.uid, "assign"))
    assert "Wulan Contoh" in shown
    assert "Eko Contoh" not in shown
    given = {"kind": "official", "counsellor": str(wulan.uid), "version": item.version}
    page(client, "performance_counselling_step", item.uid, "assign", **given)
    item.refresh_from_db()
    assert item.counsellor == wulan


@pytest.mark.parametrize("who", ["eko", "hadi", "sari", "budi"])
def test_to_everybody_else_it_is_missing(crew, browse, wulan, who):
    item = counselling(crew, "reported", counsellor=wulan)
    person = getattr(getattr(crew, who), "person", getattr(crew, who))
    client = browse(person)
    for name in ("performance_counselling", "performance_counselling_form"):
        assert page(client, name, item.uid).status_code == 404
    assert str(item.uid) not in words(page(client, "home"))


def test_the_page_shows_no_text_until_it_is_asked_for(crew, browse, wulan):
    item = counselling(crew, "signed", counsellor=wulan)
    for who in (crew.maya, wulan, crew.rina, crew.citra):
        shown = words(page(browse(who), "performance_counselling", item.uid))
        assert not any(text in shown for text in TEXTS)
    assert "Ruang Contoh 2" not in words(
        page(browse(crew.rina), "performance_counselling", item.uid)
    )
    assert AccessRecord.objects.filter(purpose="form").count() == 2  # the client, to sign


def test_reading_asks_who_one_is_and_is_put_on_record(crew, browse, wulan):
    item = counselling(crew, "signed", counsellor=wulan)
    client = browse(crew.maya)
    url = reverse("portal:performance_counselling_form", args=[item.uid])
    assert client.post(url, {"open": "1"})["Location"] == url
    assert reverse("account_confirm") in client.get(url)["Location"]
    confirmed(client, crew.maya.user)
    before = AccessRecord.objects.count()
    assert not any(text in words(client.get(url)) for text in TEXTS)
    assert AccessRecord.objects.count() == before
    shown = client.post(url, {"open": "1"})
    assert all(text in words(shown) for text in TEXTS)
    assert "no-store" in shown["Cache-Control"]
    assert AccessRecord.objects.count() == before + 3


def test_who_reads_what_others_told_needs_a_second_factor(crew, browse, wulan):
    item = counselling(crew, "reported", counsellor=wulan)
    client = browse(crew.rina)
    url = reverse("portal:performance_counselling_form", args=[item.uid])
    assert client.get(url)["Location"] == reverse("account_second_factor")
    assert RESULT in words(confirmed(client, crew.rina.user).post(url, {"open": "1"}))


def test_an_appraiser_who_receives_nothing_reads_only_their_own(crew, browse, wulan):
    item = counselling(crew, "signed", counsellor=wulan)
    client = confirmed(browse(crew.rina), crew.rina.user)
    url = reverse("portal:performance_counselling_form", args=[item.uid])
    shown = words(client.post(url, {"open": "1"}))
    assert BEHAVIOUR in shown
    assert RESULT not in shown
    assert STATEMENT not in shown


def test_the_form_on_paper(crew, browse, wulan):
    HouseStyle.objects.create(
        organisation=crew.organisation, letterhead=["BKPSDM Kabupaten Contoh"], texts={},
        changed_at=MONDAY, changed_by=crew.citra.user,
    )  # fmt: skip
    item = counselling(crew, "signed", counsellor=wulan)
    client = confirmed(browse(crew.maya), crew.maya.user)
    url = reverse("portal:performance_counselling_form", args=[item.uid])
    answer = client.post(url, {"print": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(
        " ".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages).split()
    )
    for said in ("BKPSDM Kabupaten Contoh", "Maya Contoh", "Wulan Contoh", *TEXTS, "kata sandi"):
        assert said in text


def test_signing_takes_the_password(crew, browse, wulan):
    item = counselling(crew, "written", counsellor=wulan)
    wulan.user.set_password(PASSWORD)
    wulan.user.save()
    client, given = browse(wulan), {"version": item.version}
    assert 'type="password"' in words(
        page(client, "performance_counselling_step", item.uid, "sign")
    )
    step = ("performance_counselling_step", item.uid, "sign")
    assert page(client, *step, **given, oldpassword="bukan itu").status_code == 422
    item.refresh_from_db()
    assert item.counsellor_signed_at is None
    assert page(client, *step, **given, oldpassword=PASSWORD).status_code == 302
    item.refresh_from_db()
    assert item.counsellor_signed_by == "portal"
