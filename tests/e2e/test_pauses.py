"""Deadlines stand still: a coordinator pauses a programme, and a matter of it says so."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.e2e.pages import follow, go, in_two_looks, picture, visit
from tests.factories.relationship import relationship

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    in_two_looks,
]


def test_a_programme_stands_still_and_goes_on(cast, opened, complaints, language):
    User.objects.update(language=language)
    pair = relationship(cast, "active")
    citra = opened(cast.citra)
    visit(citra, "/deadlines/")
    go(citra, f"/programmes/{cast.programme.uid}/", f"/programmes/{cast.programme.uid}/pauses/")
    citra.locator("#id_first").fill("2026-06-08")
    citra.locator("#id_last").fill("2026-06-12")
    citra.locator("input[value=office_closed]").check()
    follow(citra.locator("main form .button:not(.second)"))
    expect(citra.locator("button[name=end]")).to_be_visible()
    picture(citra, "pauses")

    maya = opened(cast.maya)
    visit(maya, f"/relationships/{pair.uid}/")
    expect(maya.locator(".owed .absent")).to_contain_text("13 Jun 2026")

    follow(citra.locator("button[name=end]"))
    expect(citra.locator("button[name=end]")).to_have_count(0)
    visit(maya, f"/relationships/{pair.uid}/")
    expect(maya.locator(".owed .absent")).to_have_count(0)
