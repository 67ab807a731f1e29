"""Counselling on performance in a real browser: from the appraiser's proposal to the follow-up."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts import second_factor
from accounts.clock import now
from accounts.models import User
from mentoring.models import PerformanceCounselling
from tests.accounts.digits import code_at
from tests.e2e.pages import follow, go, in_two_looks, picture, visit
from tests.factories.performance import BEHAVIOUR, RESULT, STATEMENT, official
from tests.mentoring.stories.timetable import run_until
from tests.moments import at

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "kuda biru terbang"
AFTERWARDS = at("2026-06-10 11:00")
A_STEP = timedelta(seconds=30)


def send(page: Page) -> None:
    follow(page.locator('main form[method="post"] button.button:not([name="close"])').first)


def sign(page: Page, item: str) -> None:
    visit(page, item)
    go(page, "sign/")
    page.locator('input[type="password"]').fill(PASSWORD)
    send(page)


def read(page: Page, item: str, secret: str = "") -> None:
    """Asked for, confirmed by the password (and the code of a second factor), then opened."""
    visit(page, item)
    follow(page.locator('form[action$="/form/"] button'))
    page.locator('input[type="password"]').fill(PASSWORD)
    if secret:
        page.locator('input[name="code"]').fill(code_at(secret, now()))
    send(page)
    send(page)


def with_password(*people):
    for person in people:
        person.user.set_password(PASSWORD)
        person.user.save(update_fields=["password"])


@in_two_looks
def test_from_the_proposal_to_the_follow_up(cast, opened, moment, complaints, language):
    wulan = official(cast)
    with_password(cast.maya, cast.rina, wulan)
    User.objects.update(language=language)
    secret, before = generate_totp_secret(), now() - A_STEP
    second_factor.set_up(
        User.objects.get(pk=cast.rina.user_id), secret, code_at(secret, before), now=before
    )
    rina, maya = opened(cast.rina), opened(cast.maya)

    go(rina, reverse("portal:propose_counselling"))
    picture(rina, "propose-counselling")
    rina.locator('input[name="client"]').first.check()
    rina.locator("textarea").fill(BEHAVIOUR)
    send(rina)
    item = reverse(
        "portal:performance_counselling", args=[PerformanceCounselling.objects.get().uid]
    )

    citra = opened(cast.citra)
    go(citra, item, "assign/")
    citra.locator('input[name="kind"][value="official"]').check()
    citra.locator('input[name="counsellor"]').first.check()
    send(citra)

    helper = opened(wulan)
    go(helper, item, "schedule/")
    helper.locator('input[name="starts_at"]').fill("2026-06-10T09:00")
    helper.locator('input[name="ends_at"]').fill("2026-06-10T10:00")
    helper.locator('input[name="place"]').fill("Ruang Contoh 2")
    send(helper)
    run_until(AFTERWARDS)
    moment.at = AFTERWARDS
    visit(helper, item)
    go(helper, "confirm_held/")
    send(helper)
    go(helper, "write_form/")
    helper.locator("textarea").fill(RESULT)
    send(helper)
    sign(helper, item)

    visit(maya, item)
    expect(maya.locator("main")).not_to_contain_text(RESULT)
    picture(maya, "performance-counselling")
    read(maya, item)
    expect(maya.locator("main")).to_contain_text(RESULT)
    visit(maya, item)
    go(maya, "add_statement/")
    maya.locator("textarea").fill(STATEMENT)
    send(maya)
    sign(maya, item)

    visit(helper, item)
    expect(helper.locator("main")).to_contain_text("Rina Contoh")
    go(helper, "report/")
    send(helper)

    read(rina, item, secret)
    for text in (BEHAVIOUR, RESULT, STATEMENT):
        expect(rina.locator("main")).to_contain_text(text)
    visit(rina, item)
    go(rina, "decide_follow_up/")
    rina.locator('input[name="follow_up"][value="guidance"]').check()
    rina.locator('input[name="until"]').fill("2026-06-30")
    send(rina)
    go(rina, "complete_follow_up/")
    send(rina)
    assert PerformanceCounselling.objects.get().state == "closed"
    sees_nothing(opened(cast.sari), item)
    assert complaints == []


def sees_nothing(page: Page, item: str) -> None:
    expect(page.locator(f'a[href="{item}"]')).to_have_count(0)
    answer = page.context.request.get("/".join(page.url.split("/")[:3]) + item)
    assert answer.status == 404
