"""Confidences got into wrong hands: found by Eko, and told to all concerned within 72 hours."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from mentoring.models import Breach, SealedNote
from mentoring.services.sealed_notes import reading
from mentoring.vocabulary import Purpose
from tests.e2e.pages import go, in_two_looks, picture, visit
from tests.e2e.people import enter, fill, send, with_factor, with_password
from tests.factories.breaches import LETTER, REPORT
from tests.factories.cast import MONDAY
from tests.factories.counselling import case, service
from tests.factories.data_requests import officer
from tests.mentoring.stories.timetable import run_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    in_two_looks,
]

LATER = MONDAY + timedelta(hours=4)
THAT_TIME = {"since": "2026-06-08T08:00", "until": "2026-06-08T09:30"}


def do(page: Page, item: str, name: str, **fields: str) -> None:
    visit(page, item)
    go(page, f"/{name}/")
    fill(page, **fields)
    send(page)


def test_from_the_report_to_the_closure(cast, moment, opened, complaints, language):
    wulan, served = officer(cast), service(cast)
    wish = SealedNote.objects.get(key=case(cast, served, "in_service").key_id, field="wish")
    reader = served.lestari.user
    with reading(wish, by=reader, purpose=Purpose.IN_CHARGE, now=MONDAY):
        pass
    with_password(cast.maya, wulan)
    secret = with_factor(wulan)
    User.objects.update(language=language)
    moment.at = LATER

    eko = opened(cast.eko)
    go(eko, reverse("portal:report_breach"))
    fill(eko, text=REPORT)
    picture(eko, "report-breach")
    send(eko)
    made = Breach.objects.get()
    item = reverse("portal:breach", args=[made.uid])
    expect(eko.locator("main")).not_to_contain_text(REPORT)

    dpo = opened(wulan)
    go(dpo, item)
    do(dpo, item, "confirm", cause="opened", **THAT_TIME)
    do(dpo, item, "gather", **THAT_TIME)
    expect(dpo.locator("main")).to_contain_text("Maya Contoh")
    do(dpo, item, "describe", **LETTER)
    do(dpo, item, "record_told", person="all", way="portal")
    do(dpo, item, "record_told", way="sent", person=str(made.people.get(person=None).uid))
    picture(dpo, "breach")

    maya = opened(cast.maya)
    enter(maya)
    visit(maya, item)
    go(maya, "/papers/")
    send(maya)
    picture(maya, "breach-letter")
    expect(maya.locator("main")).to_contain_text(LETTER["handling"])
    expect(maya.locator("main")).not_to_contain_text(REPORT)

    do(dpo, item, "notify")
    do(dpo, item, "close", measures="Mesin cetak berkode (contoh)")
    enter(dpo, secret)
    visit(dpo, reverse("portal:breach_papers", args=[made.uid]))
    dpo.locator("main form.buttons button").first.click()
    expect(dpo.locator("main")).to_contain_text(REPORT)
    run_until(MONDAY + timedelta(days=7))
    made.refresh_from_db()
    assert (made.state, made.closed_at) == ("closed", LATER)
    assert complaints == []
