"""What is begun of an emergency access, of rights, a failure or a hold is kept, and sealed."""

import re

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse

from accounts import second_factor
from accounts.clock import now
from mentoring.models import Breach, BreakGlass, DataRequest, Draft, LegalHold
from mentoring.services import drafts
from tests.accounts.digits import code_at
from tests.factories.break_glass import guards
from tests.factories.cast import MONDAY

pytestmark = pytest.mark.django_db
PASSWORD = "kata sandi panjang contoh"
WORDS, OTHER = "Tulisan panjang yang tidak boleh hilang", "Tulisan lain yang juga panjang"
ASKED = {"name": "Maya", "opens": "case", "ground": "life", "reason": WORDS}
ENTERED = {"name": "Maya", "way_in": "walk_in", "wants": "correction", "text": WORDS}
PLACED = {"name": "Maya", "why": "dispute", "document": WORDS, "until": "2026-12-01"}


@pytest.fixture
def people(cast):
    held = guards(cast)
    held.galih.user.set_password(PASSWORD)
    held.galih.user.save(update_fields=["password"])
    secret = generate_totp_secret()
    second_factor.set_up(held.galih.user, secret, code_at(secret, now()), now=now())
    return {"maya": cast.maya, "galih": held.galih, "wulan": held.wulan}


@pytest.mark.parametrize(
    ("page", "who", "typed", "model"),
    [
        ("break_glass_ask", "galih", ASKED, BreakGlass),
        ("my_data", "maya", {"wants": "correction", "text": WORDS}, DataRequest),
        ("data_requests", "wulan", ENTERED, DataRequest),
        ("report_breach", "maya", {"text": WORDS}, Breach),
        ("legal_holds", "wulan", PLACED, LegalHold),
    ],
)
def test_it_is_offered_again_until_it_is_sent_and_sent_once(
    people, inside, page, who, typed, model
):
    person, url = people[who], reverse(f"portal:{page}")
    client, secret = inside(person), {"oldpassword": PASSWORD}
    assert client.post(url, {**typed, **secret, "draft": "typing"}).status_code == 204
    draft = Draft.objects.get()
    assert draft.kek
    assert WORDS.encode() not in bytes(draft.sealed)
    assert drafts.find(person.user, url, now=MONDAY).fields == typed
    shown = client.get(url).content.decode()
    for there in (WORDS, "Anda memulai ini pada", "data-keep", 'value="throw_away"', "Tutup cepat"):
        assert there in shown
    sent = {**typed, **secret, "token": re.search(r'name="token" value="(.{36})"', shown)[1]}
    answers = [client.post(url, sent) for _ in range(2)]
    assert (
        answers[0].url
        == answers[1].url
        == reverse(f"portal:{model.kind}", args=[model.objects.get().uid])
    )
    assert "Tutup cepat" in client.get(answers[0].url).content.decode()
    assert client.post(url, {**sent, "draft": "typing"}).status_code == 204
    assert not Draft.objects.exists()
    (text,) = (name for name, value in typed.items() if value == WORDS)
    changed = client.post(url, {**sent, text: OTHER})
    assert changed.status_code == 422
    assert "Dari formulir ini hal lain sudah dikirim" in changed.content.decode()
    assert OTHER in client.get(url).content.decode()
    assert model.objects.count() == 1
