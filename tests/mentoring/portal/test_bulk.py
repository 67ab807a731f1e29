"""The coordinator ticks items on a list, looks at what would be done, and confirms it once."""

import pytest

from mentoring.models import BulkAct, Relationship
from mentoring.services import bulk
from notifications.models import Notice
from tests.factories.cast import another_mentee
from tests.factories.lateness import late_relationship
from tests.factories.relationship import relationship
from workflows.models import Deadline, Extension

pytestmark = pytest.mark.django_db

CHOOSE = "/together/"


def test_from_the_list_to_the_result(cast, visitor):
    pair = relationship(cast, "offered")
    relationship(cast, "requested", mentee=another_mentee(cast, "Lain Contoh"))
    citra = visitor(cast.citra)
    key = f"relationship:{pair.uid}:answer_offer"
    assert f'name="item" value="{key}"' in citra.get("/requests/").content.decode()
    look = citra.post(CHOOSE, {"kind": "extend", "item": [key]}).headers["Location"]
    shown = citra.get(look).content.decode()
    assert "Ini pratinjau: belum ada yang dilakukan" in shown
    assert "Sel 16 Jun 2026" in shown or "Rab 17 Jun 2026" in shown
    assert citra.post(look, {"do": "confirm", "days": "3"}).status_code == 422
    other = citra.post(look, {"do": "confirm", "days": "1", "reason": "workload"}, follow=True)
    assert "Anda melihat hari yang lain" in other.content.decode()
    assert not Extension.objects.exists()
    for _twice in range(2):
        done = citra.post(look, {"do": "confirm", "days": "1", "reason": "workload"}, follow=True)
    assert "Sudah dilakukan" in done.content.decode()
    assert Extension.objects.count() == 1
    assert visitor(cast.eko).get(look).status_code == 404
    assert key in citra.get(f"/relationships/{pair.uid}/").content.decode()


def test_all_that_wait_are_taken_and_nothing_ticked_is_said(cast, visitor):
    relationship(cast, "offered")
    relationship(cast, "offered", mentee=another_mentee(cast, "Lain Contoh"))
    citra = visitor(cast.citra)
    citra.post(CHOOSE, {"kind": "remind", "all": "offered"})
    assert BulkAct.objects.get().items.count() == 2
    for bad in ({"kind": "remind"}, {"kind": "x", "all": "offered"}, {"item": "relationship:x:y"}):
        answer = citra.post(CHOOSE, bad, follow=True)
        assert "Tidak ada yang dipilih" in answer.content.decode()
    assert visitor(cast.eko).post(CHOOSE, {"kind": "remind"}).status_code == 404


def test_more_than_can_be_done_at_once_are_cut_with_a_word(cast, visitor, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 1)
    relationship(cast, "offered")
    relationship(cast, "offered", mentee=another_mentee(cast, "Lain Contoh"))
    sent = {"kind": "remind", "all": "offered"}
    page = visitor(cast.citra).post(CHOOSE, sent, follow=True).content.decode()
    assert "Ini 1 yang pertama" in page
    assert BulkAct.objects.get().items.count() == 1


def test_a_list_of_equal_lateness_is_acted_on_as_a_whole(cast, visitor):
    late_relationship(cast)
    for name in ("Dewi", "Gita"):
        late_relationship(cast, mentee=another_mentee(cast, f"{name} Contoh"))
    head = Notice.objects.filter(recipient=cast.citra.user, list_key__isnull=False).first()
    assert head is not None
    citra = visitor(cast.citra)
    page = citra.get(f"/inbox/{head.pk}").content.decode()
    assert 'name="all" value="list"' in page
    citra.post(CHOOSE, {"kind": "extend", "all": "list", "list": head.pk})
    act = BulkAct.objects.get()
    assert act.items.count() == 3
    citra.post(f"/together/{act.uid}/", {"do": "confirm", "days": "3", "reason": "workload"})
    late = Deadline.objects.open().filter(name=head.facts["deadline"])
    assert all(row.due_at > act.asked_at for row in late)


def test_a_cohort_is_spread_over_days_that_are_shown_before_and_can_be_taken_back(cast, visitor):
    for number in range(3):
        relationship(cast, "requested", mentee=another_mentee(cast, f"Orang {number} Contoh"))
    citra = visitor(cast.citra)
    look = citra.post(CHOOSE, {"kind": "reoffer", "all": "looking"}).headers["Location"]
    assert citra.post(look, {"do": "look", "spread": "21"}).status_code == 422
    shown = citra.post(look, {"do": "look", "spread": "3"}, follow=True).content.decode()
    assert "Apa yang dimulai kapan" in shown
    assert "Sel 9 Jun 2026" in shown
    citra.post(look, {"do": "confirm", "spread": "3"})
    going = citra.get(look).content.decode()
    assert going.count("dimulai Sel 9 Jun 2026") == 1
    assert Relationship.objects.filter(state="offered").count() == 1
    done = citra.post(look, {"do": "take_back"}, follow=True).content.decode()
    assert "Sudah dilakukan" in done
    assert BulkAct.objects.get().items.filter(outcome="taken_back").count() == 2


def test_an_address_that_takes_forms_leads_on_when_it_is_opened(cast, visitor):
    """Whoever presses Enter in the address line must not stand before a blank page."""
    answer = visitor(cast.citra).get(CHOOSE)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Halaman ini tidak dapat dibuka dengan cara itu" in answer.content.decode()
