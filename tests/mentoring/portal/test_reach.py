"""Who cannot be reached stands on one page; a coordinator tells them by hand and says so."""

from datetime import timedelta

import pytest

from mentoring.models import Contact
from notifications.models import Delivery, Notice
from tests.factories import programme as programmes
from tests.factories.cast import MONDAY
from tests.factories.relationship import relationship
from tests.mentoring.portal.test_policies import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def citra(cast, visitor):
    cast.citra.user.language = "en"
    cast.citra.user.save(update_fields=["language"])
    return visitor(cast.citra)


def seen(*people):
    for person in people:
        person.user.last_login = MONDAY - timedelta(days=1)
        person.user.save(update_fields=["last_login"])


def test_those_of_whom_something_is_awaited_come_first_and_are_counted(cast, citra):
    seen(cast.maya, cast.citra)
    programmes.enrolment(cast.eko, cast.programme)
    cast.eko.user.email = ""
    cast.eko.user.save(update_fields=["email"])
    pair = relationship(cast, "offered", now=MONDAY - timedelta(hours=1))
    text = words(citra.get("/reach/"))
    assert "Hard to reach 1" in text
    budi = cast.budi.person.display_name
    assert text.index(budi) < text.index(cast.eko.display_name)
    assert "has never signed in something waits" in text
    assert "no e-mail address" in text
    assert cast.maya.display_name not in text
    seen(cast.budi.person)
    told = Notice.objects.get(kind="offer.made", subject_id=pair.pk)
    Delivery.objects.filter(notice=told).update(
        state="failed", error_code="smtp_550", stopped_at=MONDAY
    )
    assert f"{budi}" in words(citra.get("/reach/"))
    later = relationship(cast, "active", mentee=cast.eko, practitioner=cast.budi)
    copies = Delivery.objects.filter(
        notice__recipient=cast.budi.person.user, notice__subject_id=later.pk, channel="email"
    )
    copies.filter(pk=copies.filter(state="pending").first().pk).update(
        state="sent",
        sent_at=MONDAY + timedelta(hours=1),
        attempts=1,
        message_id="<a@b>",
        rendered_at=MONDAY,
    )
    assert budi not in words(citra.get("/reach/"))


def test_what_is_told_by_hand_is_neutral_and_kept_with_name_and_time(cast, citra):
    relationship(cast, "offered", now=MONDAY - timedelta(hours=1))
    budi = cast.budi.person
    page = citra.get(f"/reach/{budi.uid}/")
    shown = page.content.decode()
    text = shown.partition("readonly>")[2].partition("</textarea>")[0]
    assert budi.display_name in text
    assert "ada yang menunggu Anda di Bimbing sampai" in text
    assert cast.maya.name not in text
    assert citra.post(f"/reach/{budi.uid}/", {"way": "dove"}).status_code == 422
    given = {"way": "message", "note": "besok pagi"}
    answer = citra.post(f"/reach/{budi.uid}/", given, follow=True)
    citra.post(f"/reach/{budi.uid}/", given)  # a second tap
    assert "Kept, with your name and the time." in words(answer)
    kept = Contact.objects.get()
    assert (kept.person, kept.by, kept.at, kept.way) == (
        budi, cast.citra.user, MONDAY, "message",
    )  # fmt: skip
    assert "by WhatsApp or text message, Citra Contoh" in words(citra.get("/reach/"))


def test_others_neither_see_the_page_nor_say_so(cast, visitor):
    for person in (cast.budi.person, cast.maya, cast.sari):
        assert visitor(person).get("/reach/").status_code == 404
        assert visitor(person).get(f"/reach/{cast.maya.uid}/").status_code == 404
