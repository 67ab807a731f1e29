"""A coordinator names a program, is shown its secret once, switches it, and sends again."""

import re
from datetime import timedelta

import pytest
from django.db import transaction

from mentoring import tasks
from mentoring.models import Organisation
from mentoring.services import programs
from notifications.models import Delivery, Endpoint, Notice
from tests.factories.cast import MONDAY, another_mentee
from tests.factories.relationship import relationship
from tests.mentoring.portal.test_policies import words

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")
GIVEN = {"url": "https://hr.example.go.id/hook", "topics": ["requests", "answers"]}


@pytest.fixture
def citra(cast, visitor):
    cast.citra.user.language = "en"
    cast.citra.user.save(update_fields=["language"])
    return visitor(cast.citra)


@pytest.fixture
def address(cast):
    return f"/organisations/{cast.organisation.uid}/programs/"


def test_a_program_is_told_of_what_was_chosen_once_however_many_people_are(cast, citra, address):
    page = citra.post(address, GIVEN)
    (secret,) = SECRET.findall(page.content.decode())
    row = Endpoint.objects.get()
    assert secret not in citra.get(f"/programs/{row.uid}/").content.decode()
    assert "hr.example.go.id Somebody waits for you, News of requests On" in words(
        citra.get(address)
    )
    relationship(cast, "active")
    posts = Delivery.objects.filter(endpoint=row).order_by("pk")
    kinds = [copy.notice.kind for copy in posts.select_related("notice")]
    assert {"request.received", "offer.made", "offer.accepted"} <= set(kinds)
    assert "relationship.started" not in kinds
    assert len({copy.notice.cause for copy in posts}) == len(posts)
    asked = Notice.objects.get(kind="offer.made")
    assert asked.copies == asked.deliveries.count() == 2
    citra.post(f"/programs/{row.uid}/", {"do": "topics", "topics": ["pairs"]})
    before = posts.count()
    relationship(cast, "requested", mentee=another_mentee(cast, "Yuni Contoh"))
    assert posts.count() == before


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hr.example.go.id/", "must begin with https"),
        ("https://10.0.0.1/", "Only addresses on the open internet"),
        ("https://[::ffff:127.0.0.1]/", "Only addresses on the open internet"),
        ("https://localhost/", "Only addresses on the open internet"),
        ("https://me:word@hr.example.go.id/", "no user name, password"),
        ("https://[", "This is not an address"),
        ("https://hr.example.go.id:99999/", "This is not an address"),
        ("", "This field is required"),
    ],
)
def test_an_address_that_cannot_be_told_is_refused_with_the_reason(citra, address, url, said):
    page = citra.post(address, {**GIVEN, "url": url})
    assert page.status_code == 422
    assert said in words(page)
    assert Organisation.objects.exclude(listening=None).count() == 0


def test_what_was_switched_off_by_itself_is_told_and_can_be_sent_again(cast, citra, address):
    row, _secret = programs.add(
        cast.organisation, GIVEN["url"], ["requests", "answers"], by=cast.citra.user, now=MONDAY
    )
    relationship(cast, "requested")
    Delivery.objects.filter(endpoint=row).update(
        state="cancelled", reason="switched_off", stopped_at=MONDAY
    )
    Endpoint.objects.update(off_at=MONDAY, off_reason="failing")
    with transaction.atomic():
        tasks.programs_off.tell(MONDAY + timedelta(minutes=1))
        tasks.programs_off.tell(MONDAY + timedelta(minutes=2))
    told = Notice.objects.get(kind="programs.switched_off")
    assert told.recipient == cast.citra.user
    assert "hr.example.go.id did not answer rightly" in words(citra.get(f"/inbox/{told.pk}"))
    page = citra.get(f"/programs/{row.uid}/")
    assert "It is told nothing at present" in words(page)
    assert 'name="again"' not in page.content.decode()
    citra.post(f"/programs/{row.uid}/", {"do": "on"})
    copy = Delivery.objects.filter(endpoint=row).first()
    page = citra.post(f"/programs/{row.uid}/", {"again": str(copy.pk)}, follow=True)
    assert "It is sent again within a minute." in words(page)
    copy.refresh_from_db()
    assert (copy.state, copy.reason, copy.attempts) == ("pending", "", 0)
    for unknown in ("", "x", str(row.uid)):
        page = citra.post(f"/programs/{row.uid}/", {"again": unknown}, follow=True)
        assert "It is not known any more." in words(page)


def test_a_new_secret_is_shown_once_and_says_how_long_the_old_one_counts(cast, citra, address):
    citra.post(address, GIVEN)
    row = Endpoint.objects.get()
    page = citra.post(f"/programs/{row.uid}/", {"do": "renew"})
    assert SECRET.search(page.content.decode())
    assert "The former secret signs as well until" in words(page)
