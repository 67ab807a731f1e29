"""Maya asks to be forgotten: proposed by the officer, approved by the head, certified."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from mentoring.models import DataRequest, Destruction
from tests.e2e.pages import go, in_two_looks, inspect, picture, press, visit
from tests.factories.data_requests import ANSWERED, ASKED, officer
from tests.factories.relationship import relationship

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    in_two_looks,
]

PASSWORD = "kuda biru terbang"


def confirm(page, step):
    go(page, f"/{step}/")
    page.locator('input[type="password"]').fill(PASSWORD)
    press(page)


def test_from_asking_to_the_certificate(
    cast, moment, opened, complaints, language, settings, tmp_path
):
    settings.ERASURE_LIST = str(tmp_path / "erasures")
    wulan = officer(cast)
    relationship(cast, "followed_up")
    for person in (wulan, cast.hadi):
        person.user.set_password(PASSWORD)
        person.user.save(update_fields=["password"])
    User.objects.update(language=language)

    maya = opened(cast.maya)
    go(maya, "/data/")
    maya.locator('[name="wants"][value="erasure"]').check()
    maya.locator("#id_text").fill(ASKED)
    press(maya)
    request = DataRequest.objects.get()

    dpo = opened(wulan)
    go(dpo, f"/data/{request.uid}/", "/check_identity/")
    dpo.locator('[name="how"]').first.check()
    press(dpo)
    go(dpo, "/start/")
    press(dpo)
    go(dpo, "/propose_erasure/")
    dpo.locator("#id_of_relationship").check()
    press(dpo)
    picture(dpo, "erasure")
    made = Destruction.objects.get()

    head = opened(cast.hadi)
    go(head, f"/destructions/{made.uid}/")
    confirm(head, "approve")

    visit(dpo, f"/destructions/{made.uid}/")
    confirm(dpo, "destroy")
    inspect(dpo)
    picture(dpo, "destruction")
    with dpo.expect_download() as taken:
        dpo.locator('main a[href$="/certificate/"]').click()
    assert taken.value.suggested_filename == "certificate-1.pdf"

    visit(dpo, f"/data/{request.uid}/")
    go(dpo, "/fulfil/")
    dpo.locator("#id_account").fill(ANSWERED)
    press(dpo)
    visit(maya, f"/data/{request.uid}/")
    shown = "Fulfilled" if language == "en" else "Dipenuhi"
    expect(maya.locator("main .tag").first).to_contain_text(shown)
    assert complaints == []
