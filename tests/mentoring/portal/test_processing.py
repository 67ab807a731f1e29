"""What was done with one's own data, on a page: changes and openings, the newest first."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.machines.break_glass_codes import Opened, Silence
from mentoring.portal.presenters import happenings
from mentoring.portal.views import data_requests
from mentoring.portal.views.step import MODELS
from mentoring.services.sealed_notes import Purpose, reading
from tests.factories.break_glass import glass, guards
from tests.factories.cast import MONDAY
from tests.factories.counselling import case, service
from tests.factories.data_requests import data_request
from tests.factories.relationship import relationship

pytestmark = pytest.mark.django_db
PAGE = "portal:my_trail"


def trail(client, **query):
    page = client.get(reverse(PAGE), query).content.decode()
    lines = re.findall(r"<strong>(.*?)</strong>.*?<span class=\"quiet small\">(.*?)</span>", page)
    return page, [f"{text} {about}" for text, about in lines if text != "Bimbing"]


def read(note, by, purpose, now):
    with reading(note, by=by.user, purpose=purpose, now=now):
        pass


def test_everything_of_ones_own_is_there_and_nothing_of_others(cast, inside, visitor):
    held, served = guards(cast), service(cast)
    relationship(cast, "active")
    made = case(cast, served, "in_service")
    data_request(cast, held.wulan, "fulfilled")
    note = made.key.notes.get(field="wish")
    read(note, served.lestari, Purpose.IN_CHARGE, MONDAY + timedelta(minutes=5))
    assert reverse(PAGE) in visitor(cast.maya).get(reverse("portal:my_data")).content.decode()
    assert visitor(cast.maya).get(reverse(PAGE)).status_code == 302
    page, lines = trail(inside(cast.maya))
    assert lines[0].startswith("Lestari Contoh membuka teks tersegel: Yang diharapkan konseli.")
    said = "\n".join(lines)
    for text in (
        "Anda mengirim permohonan. Hubungan",
        "Budi Contoh menerima tawaran. Hubungan",
        "Konseling dimohonkan. Kasus konseling",
        "Diserahkan kepada konselor. Kasus konseling",
        "Wulan Contoh menjawab: dipenuhi. Permohonan tentang data pribadi",
    ):
        assert text in said
    assert "%(" not in page
    for other in (cast.eko, cast.rina, served.lestari):
        assert "Kasus konseling" not in trail(inside(other))[0]
    assert any(
        "Budi" not in line and "menerima tawaran" in line
        for line in trail(inside(cast.budi.person))[1]
    )


def test_what_a_safety_rule_keeps_from_them_is_not_in_it(cast, inside):
    held, made = guards(cast), case(cast, service(cast), "in_service")
    glass(cast, held, "open", silence=Silence.DANGER)
    read(made.key.notes.get(field="wish"), held.galih, Purpose.BREAK_GLASS, MONDAY)
    assert "Galih" not in trail(inside(cast.maya))[0]
    glass(cast, held, "open", opens=Opened.PERFORMANCE)
    page = trail(inside(cast.maya))[0]
    assert "Galih Contoh membukanya selama 60 menit." in page


def test_every_change_of_every_machine_is_a_sentence():
    silent = {
        kind: model.transitions().keys() - happenings.SAID[kind].keys()
        for kind, model in MODELS.items()
    }
    assert {kind: names for kind, names in silent.items() if names} == {}


def test_it_comes_in_pages(cast, inside, monkeypatch):
    monkeypatch.setattr(data_requests, "LINES", 2)
    relationship(cast, "active")
    maya = inside(cast.maya)
    first, second = trail(maya)[1], trail(maya, page=2)[1]
    assert len(first) == len(second) == 2
    assert not set(first) & set(second)
