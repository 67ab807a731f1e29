"""A coordinator sends in days of the regency's own, and chooses the week of one of its units."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.e2e.pages import follow, go, in_two_looks, inspect, picture, visit
from tests.factories import organisation as places
from tests.factories.relationship import relationship

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    in_two_looks,
]

ROWS = """date,to,kind,name,decree,hours
2026-06-10,,regional,Hari Jadi Kabupaten Contoh,SK Bupati 12/2026,
2026-06-13,,special_open,Layanan Sabtu,SE 4/2026,08:00-12:00
2026-12-25,,special_open,Layanan Natal,SE 9/2026,08:00-12:00
"""


def test_a_regional_holiday_is_sent_in(cast, opened, complaints, language):
    User.objects.update(language=language)
    relationship(cast, "offered")
    citra = opened(cast.citra)
    visit(citra, "/deadlines/")
    go(citra, f"/organisations/{cast.organisation.uid}/", "/calendar/")
    file = {"name": "hari-2026.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    citra.locator("summary").click()
    inspect(citra)
    citra.locator("#id_file").set_input_files(file)
    follow(citra.locator('button[value="try"]'))
    expect(citra.locator("main")).to_contain_text("Hari Jadi Kabupaten Contoh")
    picture(citra, "calendar-preview")
    follow(citra.locator('button[value="publish"]'))
    expect(citra.locator("main")).to_contain_text("08.00–12.00")
    picture(citra, "calendar")
    assert complaints == []


def test_a_clinic_works_six_days(cast, opened, complaints, language):
    User.objects.update(language=language)
    places.unit("Puskesmas Contoh", under=cast.maya.unit)
    relationship(cast, "offered")
    citra = opened(cast.citra)
    visit(citra, f"/organisations/{cast.organisation.uid}/calendar/")
    go(citra, "/units/")
    picture(citra, "units")
    go(citra, f"/units/{cast.maya.unit.uid}/calendar/")
    citra.locator("#id_calendar").select_option("wib_6")
    follow(citra.locator('button[value="week"]'))
    picture(citra, "unit-week-preview")
    follow(citra.locator('button[value="choose"]'))
    picture(citra, "unit-calendar")
    go(citra, "/units/")
    expect(citra.locator("main .tag")).to_have_count(1)
    assert complaints == []
