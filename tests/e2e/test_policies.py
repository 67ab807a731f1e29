"""A coordinator shortens the time for an offer: tried first, published, seen on an item."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.e2e.pages import follow, go, in_two_looks, picture, visit
from tests.factories.cast import MONDAY, another_mentee
from tests.factories.relationship import relationship
from workflows import engine, sweep

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    in_two_looks,
]

MONTH_AGO = MONDAY - timedelta(days=49)


@pytest.fixture
def spring(cast):
    """Offers of a Monday in April: answered at once, on the third day, and never."""
    early, late, _never = (
        relationship(cast, "offered", mentee=another_mentee(cast, f"{name} Contoh"), now=MONTH_AGO)
        for name in ("Yuni", "Nina", "Dian")
    )
    budi = cast.budi.person.user
    engine.perform(early, "accept", by=budi, now=MONTH_AGO + timedelta(hours=3))
    sweep.ring_due(MONTH_AGO + timedelta(days=2))
    engine.perform(late, "accept", by=budi, now=MONTH_AGO + timedelta(days=3))
    sweep.ring_due(MONTH_AGO + timedelta(days=4))


def test_three_working_days_become_two(cast, spring, opened, complaints, language):
    User.objects.update(language=language)
    before = relationship(cast, "offered", mentee=another_mentee(cast, "Lila Contoh"))
    citra = opened(cast.citra)
    visit(citra, "/deadlines/")
    go(citra, f"/programmes/{cast.programme.uid}/", "/answer_offer/", "/answer_offer/change/")
    citra.locator("#id_amount").fill("2")

    follow(citra.locator('.button[value="try"]'))
    expect(citra.locator("#tried tbody tr").first.locator("td")).to_have_text(["1", "2", "+1"])
    picture(citra, "policy-tried")

    citra.locator("#id_reason").fill("Surat edaran 12/2026 (contoh)")
    follow(citra.locator('button[value="publish"]'))
    expect(citra.locator("dd strong")).to_contain_text("2 ")
    picture(citra, "policy")
    go(citra, f"/programmes/{cast.programme.uid}/")
    picture(citra, "policies")

    after = relationship(cast, "offered", mentee=another_mentee(cast, "Rudi Contoh"))
    runs = {"en": ("as shipped", "by the programme"), "id": ("bawaan sistem", "ketentuan program")}
    for item, source in zip((before, after), runs[language], strict=True):
        visit(citra, f"/relationships/{item.uid}/")
        expect(citra.locator(".row.small").first).to_contain_text(source)
    picture(citra, "policy-of-an-item")

    visit(citra, f"/deadlines/programmes/{cast.programme.uid}/answer_offer/")
    go(citra, "/answer_offer/open/")
    expect(citra.locator("main .rows strong").first).to_contain_text("Lila Contoh")
    picture(citra, "policy-move")
    follow(citra.locator('button[value="move"]'))
    expect(citra.locator('button[value="undo"]')).to_be_visible()
    visit(citra, f"/relationships/{before.uid}/")
    expect(citra.locator(".row.small").first).to_contain_text(runs[language][1])
    assert complaints == []
