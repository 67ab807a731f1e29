"""No counsellor answers: Galih asks, Wulan approves, it is open for 60 minutes, and signed off."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from mentoring.models import AccessRecord, BreakGlass, LegalHold
from mentoring.portal.codes import Neutral
from tests.e2e.pages import follow, go, in_two_looks, picture, visit
from tests.e2e.people import PASSWORD, enter, fill, send, with_factor, with_password
from tests.factories.break_glass import FOUND, REASON, guards
from tests.factories.cast import MONDAY
from tests.factories.counselling import WISH, case, service
from tests.mentoring.stories.timetable import run_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    in_two_looks,
]

TOPIC = {"id": "Keluarga", "en": "Family"}
OVER = MONDAY + timedelta(minutes=61)


def do(page: Page, item: str, name: str, **fields: str) -> None:
    visit(page, item)
    go(page, f"/{Neutral().to_url(name)}/")
    fill(page, **fields, oldpassword=PASSWORD)
    send(page)


def test_from_asking_to_the_sign_off(cast, moment, opened, complaints, language):
    made, held = case(cast, service(cast), "in_service"), guards(cast)
    with_password(cast.maya, held.galih, held.wulan)
    User.objects.update(language=language)
    galih, wulan, maya = opened(held.galih), opened(held.wulan), opened(cast.maya)
    enter(galih, with_factor(held.galih))
    enter(wulan, with_factor(held.wulan))
    enter(maya)

    go(galih, reverse("portal:break_glasses"), reverse("portal:break_glass_ask"))
    fill(galih, name="Maya", opens="case", ground="unreachable", reason=REASON)
    fill(galih, oldpassword=PASSWORD)
    picture(galih, "emergency-ask")
    send(galih)
    item = reverse("portal:break_glass", args=[BreakGlass.objects.get().uid])
    notes = f"{item}notes/"

    go(wulan, reverse("portal:break_glasses"), item)
    follow(wulan.locator('main button[name="note"]').first)
    expect(wulan.locator("main")).to_contain_text(REASON)
    picture(wulan, "emergency")
    do(wulan, item, "approve")
    do(galih, item, "open")
    go(galih, notes)
    expect(galih.locator("main")).not_to_contain_text(WISH)
    for text in (WISH, TOPIC[language]):
        shown = galih.locator('main button[name="note"]')
        follow(shown.first if text == WISH else shown.last)
        expect(galih.locator("main")).to_contain_text(text)
    picture(galih, "emergency-notes")
    read = AccessRecord.objects.filter(key=made.key)
    assert [one.purpose for one in read] == ["break_glass"] * 2

    visit(maya, reverse("portal:own"))
    go(maya, item)
    expect(maya.locator("main")).to_contain_text("Galih Contoh")

    run_until(OVER)
    moment.at = OVER
    answer = galih.context.request.get("/".join(galih.url.split("/")[:3]) + notes)
    assert answer.status == 404
    visit(wulan, reverse("portal:break_glasses"))
    picture(wulan, "emergency-list")
    do(wulan, item, "sign_off", verdict="justified", account=FOUND)
    assert BreakGlass.objects.get().state == "signed_off"
    assert complaints == []


def test_what_is_disputed_is_held(cast, opened, complaints, language):
    wulan = guards(cast).wulan
    User.objects.update(language=language)
    dpo = opened(wulan)
    visit(dpo, reverse("portal:data_requests"))
    go(dpo, reverse("portal:retention"), reverse("portal:legal_holds"))
    fill(dpo, name="Maya", why="dispute", document="Surat 7/2026 (contoh)", until="2026-12-01")
    send(dpo)
    picture(dpo, "legal-hold")
    go(dpo, "/lift/")
    fill(dpo, reason="ended")
    send(dpo)
    assert LegalHold.objects.get().state == "lifted"
    assert complaints == []
