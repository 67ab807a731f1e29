"""A coordinator sends in a rotation of officials, looks at every hit, publishes and decides."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from mentoring.services import rotations
from tests.e2e.pages import follow, go, in_two_looks, inspect, picture, press, visit
from tests.moments import at

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    in_two_looks,
]

HEAD = "pegawai;instansi_baru;unit_baru;jabatan_baru;kepala_unit;atasan_baru;tmt;nomor_sk\n"


def test_a_rotation_is_sent_in(cast, opened, complaints, language):
    User.objects.update(language=language)
    rows = (
        f"{cast.maya.nip};;;Analis Madya;;{cast.sari.nip};01-07-2026;SK Bupati 7/2026\n"
        f"{cast.rina.nip};Pemerintah Kota Contoh;;Camat;;;01-07-2026;SK Bupati 7/2026\n"
    )
    citra = opened(cast.citra)
    visit(citra, "/deadlines/")
    go(citra, f"/organisations/{cast.organisation.uid}/", "/rotations/")
    citra.locator("summary").click()
    inspect(citra)
    for text in (HEAD + rows + "bukan.siapa;;;;;-;;\n", HEAD + rows):
        file = {"name": "mutasi-juli.csv", "mimeType": "text/csv", "buffer": text.encode()}
        citra.locator("#id_file").set_input_files(file)
        follow(citra.locator('button[value="preview"]'))
        expect(citra.locator("main")).to_contain_text("Sari Contoh")
        if citra.locator('button[value="publish"]').count() == 0:
            picture(citra, "rotation-barred")
            citra.go_back()
    picture(citra, "rotation-preview")
    follow(citra.locator('button[value="publish"]'))
    expect(citra.locator("main")).to_contain_text("Pemerintah Kota Contoh")
    picture(citra, "rotations")
    rotations.follow(at("2026-07-01 07:00"))
    visit(citra, "/")
    follow(citra.locator('main a[href*="/matters/"]').first)
    picture(citra, "matter")
    go(citra, "/decide/")
    citra.locator('input[value="exception"]').check()
    press(citra)
    expect(citra.locator("main .tag.done")).to_be_visible()
    picture(citra, "matter-decided")
    assert complaints == []
