"""The superior's page in a browser: reminded, not my staff, away; and the coordinator's side."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import follow, go, in_two_looks, inspect, picture, press, visit
from tests.factories.lateness import escalation_to, late_relationship

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    in_two_looks,
]


@pytest.fixture
def late(cast, language):
    for person in (cast.sari, cast.citra, cast.eko, cast.budi.person):
        person.user.language = language
        person.user.save()
    return late_relationship(cast)


def test_the_three_answers_of_a_superior(cast, late, opened, complaints):
    notice, sari = escalation_to(cast.sari), opened(cast.sari)
    visit(sari, f"/inbox/{notice.pk}")
    picture(sari, "escalation")
    follow(sari.locator('form[action$="/reminded"] button'))
    expect(sari.locator(".did")).to_be_visible()
    picture(sari, "escalation-reminded")

    go(sari, "/on-leave")
    sari.fill('[name="ends_on"]', "2026-06-01")
    sari.fill('[name="name"]', "contoh")
    press(sari)
    picture(sari, "on-leave-several")
    sari.fill('[name="ends_on"]', "2026-06-12")
    sari.fill('[name="name"]', "eko")
    press(sari)
    picture(sari, "on-leave-done")

    go(sari, "/not-my-staff")
    picture(sari, "not-my-staff")
    press(sari)
    picture(sari, "correction-reporter")

    citra = opened(cast.citra)
    inspect(citra)
    picture(citra, "home-coordinator")
    visit(citra, f"/relationships/{late.uid}/")
    picture(citra, "relationship-reminded")
    visit(citra, "/")
    follow(citra.locator('main a[href*="/corrections/"]').first)
    picture(citra, "correction")
    go(citra, "/settle/")
    picture(citra, "correction-settle")
    citra.fill('[name="q"]', "eko")
    follow(citra.locator('form[role="search"] button'))
    citra.locator('[name="superior"]').first.check()
    follow(citra.locator('form[method="post"] button.button').last)
    picture(citra, "correction-settled")
    assert complaints == []
