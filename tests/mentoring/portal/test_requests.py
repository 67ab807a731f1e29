"""The coordinator's queue: whom a request was put to, who could be next, one tap to offer."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.models import Relationship
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY, another_mentee, another_mentor
from tests.factories.relationship import relationship
from workflows import engine

pytestmark = pytest.mark.django_db

ADDRESS = "/requests/"


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_it_says_who_was_asked_what_they_said_and_who_could_be_next(cast, visitor):
    another_mentor(cast, "Tono Contoh")
    item = relationship(cast, "offered")
    later = MONDAY + timedelta(hours=1)
    engine.perform(item, "decline", by=cast.budi.person.user, now=later, data={"reason": "no_time"})
    shown = words(visitor(cast.citra).get(ADDRESS))
    assert "1 mencari pendamping · 0 menunggu jawaban" in shown
    assert "Budi Contoh menolak pada Sen 8 Jun 2026 (Sedang tidak ada waktu)" in shown
    assert "Tono Contoh satu unit dengan mentee · 5 dari 5 tempat kosong" in shown
    assert shown.index("Tono Contoh satu unit") < shown.index("Budi Contoh pernah diminta")


def test_an_offer_made_in_the_queue_leads_back_to_it_and_counts_once(cast, visitor):
    item = relationship(cast, "requested")
    citra = visitor(cast.citra)
    page = citra.get(ADDRESS).content.decode()
    form = dict(re.findall(r'type="hidden" name="(version|token|back)" value="([^"]*)"', page))
    form["practitioner"] = cast.budi.uid
    address = reverse("portal:relationship_step", args=[item.uid, "offer"])
    for _twice in range(2):
        assert citra.post(address, form).headers["Location"] == ADDRESS
    item.refresh_from_db()
    assert item.offers.count() == 1
    assert "Budi Contoh ditawari pada Sen 8 Jun 2026, belum menjawab" in words(citra.get(ADDRESS))


def test_the_queue_is_of_the_own_agency(cast, visitor):
    relationship(cast, "requested")
    far = places.organisation(
        "Kota Contoh", code="kota-contoh", works_by=cast.organisation.calendar
    )
    dewi = people.person("Dewi Contoh", organisation=far)
    people.appointment(dewi)
    shown = words(visitor(dewi).get(ADDRESS))
    assert "Maya" not in shown
    assert "0 mencari pendamping" in shown


def test_thirty_a_page_those_due_first_ahead(cast, visitor):
    for number in range(32):
        mentee = another_mentee(cast, f"Orang {number:02}")
        relationship(cast, "requested", mentee=mentee, now=MONDAY - timedelta(days=number))
    citra = visitor(cast.citra)
    first = words(citra.get(ADDRESS))
    assert "32 mencari pendamping" in first
    assert "Orang 31" in first
    assert "Orang 00" not in first
    assert "Halaman 1 dari 2" in first
    assert "Orang 00" in words(citra.get(ADDRESS + "?page=2"))
    assert len(citra.get(ADDRESS).content) < 100_000
    assert Relationship.objects.count() == 32
