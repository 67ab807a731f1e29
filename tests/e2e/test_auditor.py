"""A head of service appoints an auditor, who sets up a second factor and takes evidence along."""

import pytest
from playwright.sync_api import expect

from accounts.clock import now
from accounts.models import User
from mentoring.services import anchoring
from tests.accounts.digits import code_at
from tests.e2e.pages import follow, in_two_looks, inspect, picture, visit

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    in_two_looks,
]

PASSWORD = "kuda biru terbang"


def test_an_auditor_is_appointed_and_takes_evidence(
    cast, moment, opened, complaints, language, settings, tmp_path
):
    settings.ANCHOR_DIR = str(tmp_path)
    cast.eko.user.set_password(PASSWORD)
    cast.eko.user.save(update_fields=["password"])
    User.objects.update(language=language)
    anchoring.look(moment.at)
    hadi = opened(cast.hadi)
    visit(hadi, "/leading/")
    hadi.locator("#id_role").select_option("auditor")
    hadi.locator("#id_name").fill("Eko")
    hadi.locator("#id_first").fill(moment.at.date().isoformat())
    hadi.locator("#id_last").fill("2026-12-31")
    follow(hadi.locator("main form .button").last)
    expect(hadi.locator("main")).to_contain_text("Eko Contoh")
    picture(hadi, "appointments")

    eko = opened(cast.eko)
    visit(eko, "/trail/")
    expect(eko).to_have_url(f"{eko.url.split('/accounts/')[0]}/accounts/second-factor/")
    inspect(eko)
    picture(eko, "second-factor")
    secret = eko.locator("code.secret").inner_text().replace(" ", "")
    eko.locator("#id_code").fill(code_at(secret, now()))
    eko.locator("#id_oldpassword").fill(PASSWORD)
    follow(eko.locator("main form .button"))
    expect(eko.locator("code.secret")).to_have_count(10)
    visit(eko, "/trail/")
    picture(eko, "trail")
    with eko.expect_download() as taken:
        eko.locator("main form .button").click()
    assert taken.value.suggested_filename.startswith("bimbing-bukti-")
    assert complaints == []
