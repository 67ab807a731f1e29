"""Rights over one's own data in the portal: asked, answered by the officer, read and fetched."""

import io
import json
import zipfile

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse

from accounts import confirming, second_factor
from accounts.clock import now
from mentoring.models import AccessRecord, DataRequest
from tests.accounts.digits import code_at
from tests.factories.data_requests import ANSWERED, ASKED, data_request, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def wulan(cast):
    return officer(cast)


def page(client, name, /, *args, **data):
    url = reverse(f"portal:{name}", args=args)
    return client.post(url, data) if data else client.get(url)


def confirmed(client, user, *, factor=False):
    if factor:
        secret = generate_totp_secret()
        second_factor.set_up(user, secret, code_at(secret, now()), now=now())
    session = client.session
    confirming.note(session, now=now())
    session.save()
    return client


def act(client, made, name, **data):
    made.refresh_from_db()
    token = "5b0d2a3e-6a3e-4a1c-9a35-3d3f2f1d8a11".replace("11", f"{made.version + 11}")
    given = {"version": made.version, "token": token, **data}
    return page(client, "data_request_step", made.uid, name, **given)


def words(answer):
    return answer.content.decode()


def test_from_asking_to_the_copy(cast, wulan, visitor):
    maya, officer_browser = visitor(cast.maya), visitor(wulan)
    assert reverse("portal:my_data") in words(page(maya, "home"))
    asked = page(maya, "my_data", wants="access", text=ASKED)
    made = DataRequest.objects.get()
    assert asked.url == reverse("portal:data_request", args=[made.uid])
    assert "Melihat data saya" in words(page(maya, "my_data"))
    assert asked.url in words(page(officer_browser, "home"))
    assert "Maya Contoh" in words(page(officer_browser, "data_requests"))
    assert act(officer_browser, made, "check_identity", how="signed_in").status_code == 302
    assert act(officer_browser, made, "start").status_code == 302
    assert not zipped(confirmed(maya, cast.maya.user), made)
    assert act(officer_browser, made, "fulfil", account=ANSWERED).status_code == 302
    shown = words(page(maya, "data_request_texts", made.uid, open="1"))
    assert ASKED in shown
    assert ANSWERED in shown
    assert AccessRecord.objects.filter(actor=cast.maya.user).count() >= 2
    whole = json.loads(zipped(maya, made)["data.json"])
    assert whole["profile"]["person"][0]["email"] == cast.maya.user.email
    assert {one["who"] for one in whole["requests"]["opened"]} == {"Maya Contoh"}


def zipped(client, made):
    answer = page(client, "data_request_texts", made.uid, copy="zip")
    if answer["Content-Type"] != "application/zip":
        return {}
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        return {name: files.read(name).decode() for name in files.namelist()}


def test_what_is_sealed_opens_behind_the_password_alone(cast, wulan, visitor):
    made = data_request(cast, wulan, "fulfilled")
    url = reverse("portal:data_request_texts", args=[made.uid])
    for person in (cast.maya, wulan):
        client = visitor(person)
        assert client.get(url).status_code == 302
        answer = client.post(url, {"copy": "zip"}, follow=True)
        assert ASKED not in words(answer)
        assert "zip" not in answer["Content-Type"]
    client = confirmed(visitor(wulan), wulan.user, factor=True)
    assert ASKED in words(page(client, "data_request_texts", made.uid, open="1"))
    assert zipped(client, made) == {}
    assert {row.actor for row in AccessRecord.objects.all()} == {wulan.user}


def test_nobody_else_finds_it(cast, wulan, visitor):
    made = data_request(cast, wulan)
    for other in (cast.citra, cast.hadi, cast.rina, cast.budi.person):
        client = confirmed(visitor(other), other.user)
        for name in ("data_request", "data_request_texts"):
            assert page(client, name, made.uid).status_code == 404
        assert page(client, "data_request_step", made.uid, "refuse").status_code == 404
        assert str(made.uid) not in words(page(client, "home"))
    assert page(visitor(cast.citra), "data_requests").status_code == 404


def test_the_officer_reads_whose_request_it_is_and_nothing_of_my_data(cast, wulan, visitor):
    made = data_request(cast, wulan, "in_progress")
    officer_browser, maya = visitor(wulan), visitor(cast.maya)
    shown = words(page(officer_browser, "data_request", made.uid))
    assert "<h1>Permohonan tentang data pribadi: Maya Contoh</h1>" in shown
    for name in ("data_request", "data_requests"):
        shown = words(page(officer_browser, name, *([made.uid] if name == "data_request" else [])))
        assert "Melihat data dirinya" in shown
        assert "data saya" not in shown.partition("<main")[2]
    assert "<h1>Melihat data saya" in words(page(maya, "data_request", made.uid))


def test_the_officer_enters_who_came(cast, wulan, visitor):
    client = visitor(wulan)
    given = {"name": "Maya", "way_in": "walk_in", "wants": "erasure", "text": ""}
    refused = page(client, "data_requests", **given)
    assert refused.status_code == 422
    assert "Sebutkan apa yang dimaksud" in words(refused)
    answer = page(client, "data_requests", **{**given, "text": ASKED})
    made = DataRequest.objects.get()
    assert answer.url == reverse("portal:data_request", args=[made.uid])
    assert (made.person, made.way_in) == (cast.maya, "walk_in")
    given["name"] = "Siapapun"
    assert page(client, "data_requests", **given).status_code == 422


def test_what_is_withheld_is_not_in_the_copy(cast, wulan, visitor):
    made = data_request(cast, wulan, "in_progress")
    data = {"reason": "others", "without_pairs": "on", "account": ANSWERED}
    assert act(visitor(wulan), made, "fulfil_in_part", **data).status_code == 302
    client = confirmed(visitor(cast.maya), cast.maya.user)
    assert "Pasal 33" in words(page(client, "data_request", made.uid))
    files = zipped(client, made)
    assert "pairs" not in json.loads(files["data.json"])
    assert not any(name.startswith("pairs/") for name in files)
