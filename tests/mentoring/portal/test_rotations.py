"""A coordinator sends in a rotation, sees every hit first, publishes it; others have no page."""

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mentoring.models import Rotation, RotationMove
from mentoring.services import rotations
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.mentoring.portal.test_policies import words

pytestmark = pytest.mark.django_db

HEAD = "pegawai;instansi_baru;unit_baru;atasan_baru;tmt;nomor_sk\n"
HIDDEN = re.compile(r'name="(version|name|content)" value="([^"]*)"')


@pytest.fixture
def citra(cast, visitor):
    cast.citra.user.language = "en"
    cast.citra.user.save(update_fields=["language"])
    return visitor(cast.citra)


@pytest.fixture
def address(cast):
    return f"/organisations/{cast.organisation.uid}/rotations/"


@pytest.fixture
def rows(cast):
    return f"{HEAD}{cast.maya.nip};;;{cast.sari.nip};12-06-2026;SK 7/2026\n"


def sent(content, name="mutasi.csv"):
    return {"do": "preview", "file": SimpleUploadedFile(name, content.encode())}


def carried(page):
    found = HIDDEN.findall(page.content.decode())
    return {key: html.unescape(value) for key, value in found} | {"do": "publish"}


def test_hits_are_seen_first_and_the_file_is_published_once(cast, citra, address, rows):
    rows += f"{cast.rina.nip};Kota <b>Contoh</b>;;;12-06-2026;SK 7/2026\n"
    page = citra.post(address, sent(rows))
    shown = words(page)
    assert "2 moves · 1 leads to something to be decided" in shown
    assert (
        "From June 12, 2026 on Sari Contoh is told when something of Maya Contoh is late" in shown
    )
    assert "Rina Contoh leaves for “Kota &lt;b&gt;Contoh" in page.content.decode()
    assert not Rotation.objects.exists()
    for _twice in range(2):
        answer = citra.post(address, carried(page), follow=True)
        assert "Published. Each move takes effect on its day by itself." in words(answer)
    assert Rotation.objects.get().by == cast.citra.user
    assert "Maya Contoh superior: Sari Contoh · SK 7/2026 12 Jun 2026" in words(answer)
    assert "mutasi.csv 2 moves · Citra Contoh" in words(answer)
    rotations.follow(MONDAY + timedelta(days=4))
    done = words(citra.get(address))
    assert "No move is waiting." in done
    assert "To be decided Rina Contoh leaves for Kota" in done


def test_a_barred_row_offers_no_publishing_and_forcing_it_publishes_nothing(citra, address, rows):
    page = citra.post(address, sent(rows + "nobody;;;-;12-06-2026;SK 7/2026\n"))
    assert "2 moves · 1 cannot be taken" in words(page)
    assert "Nobody in your organisation is known by “nobody”." in words(page)
    assert 'value="publish"' not in page.content.decode()
    answer = citra.post(address, carried(page))
    assert answer.status_code == 422
    assert "Nothing was published." in words(answer)
    assert not Rotation.objects.exists()


def test_what_has_changed_since_the_preview_is_not_published(cast, citra, address, rows):
    page = citra.post(address, sent(rows))
    people.line(cast.maya, cast.eko, since=MONDAY.date())
    assert citra.post(address, carried(page)).status_code == 409
    assert not Rotation.objects.exists()


def test_what_waits_is_taken_back_and_its_file_may_come_again(cast, citra, address, rows):
    rows += f"{cast.rina.nip};;;{cast.hadi.nip};01-07-2026;SK 7/2026\n"
    preview = carried(citra.post(address, sent(rows)))
    citra.post(address, preview)
    rotations.follow(MONDAY + timedelta(days=4))
    one = Rotation.objects.get()
    shown = words(citra.get(address))
    assert "Take back 1 move that waits" in shown
    given = {"do": "withdraw", "rotation": str(one.uid)}
    assert citra.post(address, given | {"version": "2"}).status_code == 409
    citra.post(address, given | {"version": "1"})
    assert RotationMove.objects.get().person == cast.maya
    rows = f"{HEAD}{cast.rina.nip};;;{cast.hadi.nip};01-07-2026;SK 7/2026\n"
    for _again in range(2):
        citra.post(address, carried(citra.post(address, sent(rows))))
        two = Rotation.objects.latest("pk")
        done = citra.post(address, given | {"rotation": str(two.uid), "version": "1"}, follow=True)
        assert "Taken back." in words(done)
        assert Rotation.objects.get() == one
    for unknown in (str(two.uid), "x"):
        gone = citra.post(address, given | {"rotation": unknown, "version": "1"}, follow=True)
        assert "It is not known any more." in words(gone)


@pytest.mark.parametrize("content", ["", "<script>", "cGVnYXdhaQ==", "é"])
def test_what_no_preview_wrote_is_refused(citra, address, content):
    given = {"do": "publish", "content": content, "name": "x", "version": "0"}
    assert citra.post(address, given).status_code == 422


def test_a_file_that_cannot_be_read_says_why(citra, address):
    answer = citra.post(address, sent("pegawai;tmt\n"))
    assert answer.status_code == 422
    assert "is missing" in words(answer)
    assert citra.post(address, {"do": "preview"}).status_code == 422
    large = sent(HEAD + "x" * (256 * 1024))
    assert "larger than 256 kB" in words(citra.post(address, large))


def test_only_who_coordinates_the_organisation_has_the_page(cast, visitor, address, rows):
    far = people.person("Jauh Contoh", organisation=places.organisation("Kota", code="kota"))
    people.appointment(far)
    for person in (cast.maya, cast.hadi, far):
        client = visitor(person)
        assert client.get(address).status_code == 404
        assert client.post(address, sent(rows)).status_code == 404
