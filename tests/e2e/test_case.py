"""A counselling case in a real browser, from the request over two sessions to the closure."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from mentoring.models import CounsellingCase, SealedNote
from mentoring.portal.codes import Neutral
from tests.e2e.pages import follow, go, in_two_looks, picture, visit
from tests.factories.cast import MONDAY
from tests.factories.counselling import REFERRAL, WISH, service
from tests.mentoring.stories.timetable import run_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "kuda biru terbang"
NOTE = "Rekam lengkap (contoh)"
WORDS = {"id": ("Konseling", "Ditutup"), "en": ("Counselling", "Closed")}


def send(page: Page) -> None:
    follow(page.locator('main form.sheet[method="post"] button.button').first)


def enter(page: Page) -> None:
    """The closed section, behind the password."""
    visit(page, reverse("portal:own"))
    page.locator('input[type="password"]').fill(PASSWORD)
    follow(page.locator('main form[method="post"] button.button').first)


def do(page: Page, name: str, **fields: str) -> None:
    """One change of the case, by the eight characters its address has."""
    visit(page, page_of_the_case())
    go(page, f"/{Neutral().to_url(name)}/")
    for field, value in fields.items():
        control = page.locator(f'main [name="{field}"]').first
        match control.get_attribute("type"):
            case "radio":
                page.locator(f'main [name="{field}"][value="{value}"]').check()
            case "checkbox":
                control.check()
            case _:
                control.fill(value)
    send(page)


def page_of_the_case() -> str:
    return reverse("portal:counselling_case", args=[CounsellingCase.objects.get().uid])


def hold(page: Page, moment, day: str) -> None:
    """Planned, held, and said so."""
    do(page, "plan_session", starts_at=f"{day}T09:00", ends_at=f"{day}T10:00")
    planned = CounsellingCase.objects.get().next_ends_at
    run_until(planned + timedelta(minutes=5))
    moment.at = planned + timedelta(minutes=5)
    do(page, "report_session", attendance="held")


@in_two_looks
def test_from_the_request_to_the_closure(cast, opened, moment, complaints, language):
    served = service(cast)
    people = (cast.maya, served.dewi, served.lestari, cast.rina)
    for person in people:
        person.user.set_password(PASSWORD)
        person.user.save(update_fields=["password"])
    User.objects.update(language=language)
    maya, dewi, lestari, rina = pages = [opened(person) for person in people]
    for page in pages:
        enter(page)

    go(maya, reverse("portal:own_ask"))
    picture(maya, "own-ask")
    maya.locator('main [name="topic"][value="family"]').check()
    maya.locator("textarea").fill(WISH)
    send(maya)
    do(dewi, "triage", level="D")
    do(maya, "give_consent", substitute="on")
    do(dewi, "assign", counsellor=str(served.lestari.uid))
    do(lestari, "start_service")
    hold(lestari, moment, "2026-06-10")
    do(lestari, "write_note", layer="full_record", body=NOTE)
    hold(lestari, moment, "2026-06-11")
    do(lestari, "propose_referral", to="external", referral=REFERRAL)
    visit(maya, page_of_the_case())
    picture(maya, "own-case")
    letter = SealedNote.objects.get(field="referral")
    follow(maya.locator(f'button[value="{letter.uid}"]'))
    expect(maya.locator("main")).to_contain_text(REFERRAL)
    do(maya, "agree_to_referral")
    do(lestari, "note_referral_accepted")
    do(lestari, "note_referral_done")
    do(lestari, "start_closing", reason="agreed")
    do(lestari, "close")

    word, closed = WORDS[language]
    visit(maya, page_of_the_case())
    expect(maya.locator("h1")).to_have_text(word)
    expect(maya.locator("main")).to_contain_text(closed)
    for hidden in (NOTE, WISH):
        expect(maya.locator("main")).not_to_contain_text(hidden)
    made = CounsellingCase.objects.get()
    assert (made.state, made.sessions_used, made.counsellor) == ("closed", 2, served.lestari)
    assert maya.title().split(" · ")[0] not in {word, closed}
    sees_nothing(rina)
    assert moment.at.date() > MONDAY.date()
    assert complaints == []


def sees_nothing(page: Page) -> None:
    """Not the superior, neither in a list nor by the address."""
    expect(page.locator(f'a[href="{page_of_the_case()}"]')).to_have_count(0)
    answer = page.context.request.get("/".join(page.url.split("/")[:3]) + page_of_the_case())
    assert answer.status == 404
