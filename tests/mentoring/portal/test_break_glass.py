"""Emergency access in the portal: asked for with the password, approved, read, signed off."""

import uuid

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse

from accounts import confirming, second_factor
from accounts.clock import now
from mentoring.machines.break_glass_codes import Opened, Silence
from mentoring.models import AccessRecord, BreakGlass
from mentoring.queries import own
from tests.accounts.digits import code_at
from tests.factories.break_glass import FOUND, REASON, glass, guards
from tests.factories.counselling import WISH, case, service

pytestmark = pytest.mark.django_db
GROUND = "Yang menangani tidak dapat dihubungi, dan tidak dapat ditunda"
PASSWORD = "kata sandi panjang contoh"


@pytest.fixture
def held(cast):
    found = guards(cast)
    for person in (found.galih, found.wulan):
        person.user.set_password(PASSWORD)
        person.user.save(update_fields=["password"])
    return found


@pytest.fixture
def inside(visitor):
    """Somebody who has just said who they are, with a second factor if they have one."""

    def enter(person, *, factor=True):
        client = visitor(person)
        if factor:
            secret = generate_totp_secret()
            second_factor.set_up(person.user, secret, code_at(secret, now()), now=now())
        session = client.session
        confirming.note(session, now=now())
        session.save()
        return client

    return enter


def page(client, name, /, *args, **data):
    url = reverse(f"portal:{name}", args=args)
    return client.post(url, data) if data else client.get(url)


def act(client, made, name, **data):
    made.refresh_from_db()
    given = {"version": made.version, "token": str(uuid.uuid4()), **data}
    return page(client, "break_glass_step", made.uid, name, **given)


def words(answer):
    return answer.content.decode()


ASKED = {"name": "Maya", "opens": "case", "ground": "life", "reason": REASON}


def test_from_asking_to_the_sign_off(cast, held, inside):
    made = case(cast, service(cast), "in_service")
    galih, wulan, maya = inside(held.galih), inside(held.wulan), inside(cast.maya, factor=False)
    assert page(galih, "break_glass_ask", **ASKED).status_code == 422
    asked = page(galih, "break_glass_ask", **ASKED, oldpassword=PASSWORD)
    opened = BreakGlass.objects.get()
    assert asked.url == reverse("portal:break_glass", args=[opened.uid])
    assert asked.url in words(page(wulan, "break_glasses"))
    reason = opened.key.notes.get()
    assert REASON in words(page(wulan, "break_glass", opened.uid, note=str(reason.uid)))
    assert page(galih, "break_glass_notes", opened.uid).status_code == 404
    assert act(wulan, opened, "approve").status_code == 422
    assert act(wulan, opened, "approve", oldpassword=PASSWORD).status_code == 302
    assert page(maya, "break_glass", opened.uid).status_code == 404
    assert act(galih, opened, "open", oldpassword=PASSWORD).status_code == 302
    listed = words(page(galih, "break_glass_notes", opened.uid))
    wish = made.key.notes.get(field="wish")
    assert str(wish.uid) in listed
    assert WISH not in listed
    assert WISH in words(page(galih, "break_glass_notes", opened.uid, note=str(wish.uid)))
    read = AccessRecord.objects.get(key=made.key)
    assert (read.actor, read.purpose) == (held.galih.user, "break_glass")
    assert "Galih Contoh" in words(page(maya, "break_glass", opened.uid))
    assert "Akses darurat" in words(page(maya, "counselling_case", made.uid))
    assert "Yang telah dibuka" not in words(page(wulan, "break_glass", opened.uid))
    assert act(galih, opened, "end").status_code == 302
    assert page(galih, "break_glass_notes", opened.uid).status_code == 404
    judged = words(page(wulan, "break_glass", opened.uid))
    assert "Yang telah dibuka" in judged
    assert f"<strong>{own.named('wish')}</strong>" in judged
    assert WISH not in judged
    for other in (galih, maya):
        assert "Yang telah dibuka" not in words(page(other, "break_glass", opened.uid))
    signed = {"verdict": "justified", "account": FOUND, "oldpassword": PASSWORD}
    assert act(wulan, opened, "sign_off", **signed).status_code == 302
    assert asked.url in words(page(wulan, "break_glasses"))


def test_whoever_decides_is_told_what_about_and_what_it_brings(cast, held, inside):
    asked = glass(cast, held)
    wulan = inside(held.wulan)
    known = ("Galih Contoh", "Maya Contoh", "Konseling pribadi", GROUND)
    for name, meant in (("approve", "selama 60 menit"), ("refuse", "tidak ada yang dibuka")):
        shown = words(page(wulan, "break_glass_step", asked.uid, name))
        for said in (*known, meant, "Senin 8 Juni 2026 pukul 09.00 WIB"):
            assert said in shown
        assert REASON not in shown
    over = glass(cast, held, "over", opens=Opened.PERFORMANCE)
    assert "dibuka Galih Contoh" in words(page(wulan, "break_glass_step", over.uid, "sign_off"))


def test_whoever_signs_off_sees_that_nothing_was_opened(cast, held, inside):
    over = glass(cast, held, "over")
    assert "Tidak ada yang dibuka." in words(page(inside(held.wulan), "break_glass", over.uid))


def test_whether_to_be_silent_on_is_asked_where_the_person_was_not_told(cast, held, inside):
    wulan = inside(held.wulan)
    silent = glass(cast, held, "over", silence=Silence.DANGER)
    told = glass(cast, held, "over", opens=Opened.PERFORMANCE)
    signed = {"verdict": "justified", "account": FOUND, "oldpassword": PASSWORD}
    for made, asks in ((silent, True), (told, False)):
        shown = words(page(wulan, "break_glass_step", made.uid, "sign_off"))
        assert ('name="still_silent"' in shown) is asks
        assert act(wulan, made, "sign_off", **signed, still_silent="on").status_code == 302
        made.refresh_from_db()
        assert made.tells_client is not asks


def test_without_a_second_factor_nobody_gets_in(cast, held, inside):
    opened = glass(cast, held, "open")
    galih = inside(held.galih, factor=False)
    for name in ("break_glass", "break_glass_notes"):
        assert page(galih, name, opened.uid).url == reverse("account_second_factor")
    assert page(galih, "break_glass_ask", **ASKED, oldpassword=PASSWORD).status_code == 302
    assert BreakGlass.objects.count() == 1


def test_to_everybody_else_it_is_missing(cast, held, inside):
    opened = glass(cast, held, "open")
    cast.eko.user.is_superuser = cast.eko.user.is_staff = True
    cast.eko.user.save()
    for other in (cast.rina, cast.citra, cast.eko):
        client = inside(other)
        for name in ("break_glass", "break_glass_notes"):
            assert page(client, name, opened.uid).status_code == 404
        assert page(client, "break_glass_ask").status_code == 404
        assert act(client, opened, "end").status_code == 404
