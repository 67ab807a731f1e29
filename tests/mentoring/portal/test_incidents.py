"""Incidents and the outbox: what does not go on by itself, decided by a person; no content."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from mentoring.services import auditing
from notifications import incidents
from notifications.models import Delivery, Incident, Notice, Round
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.relationship import AIM, relationship

pytestmark = pytest.mark.django_db

ADDRESS = "/incidents/"
HOUR = timedelta(hours=1)


def failed(copy, code="smtp_550"):
    """As the sender leaves a copy that was refused for good."""
    Delivery.objects.filter(pk=copy.pk).update(
        state="failed", stopped_at=MONDAY, error_code=code, attempts=1, due_at=MONDAY - HOUR
    )
    incident = incidents.draft(
        incidents.key_of(copy),
        kind=incidents.DELIVERY_FAILED, reason=code, delivery=copy, now=MONDAY,
    )  # fmt: skip
    incidents.raise_once(incident)
    return Incident.objects.open().get(delivery=copy)


def late(copy):
    Delivery.objects.filter(pk=copy.pk).update(
        state="pending", due_at=MONDAY - HOUR, next_attempt_at=MONDAY + HOUR, attempts=3,
        error_code="smtp_450",
    )  # fmt: skip


@pytest.fixture
def told(cast):
    """Budi's mail of an offer, not due for an hour; no other mail is on its way."""
    relationship(cast, "offered")
    Delivery.objects.exclude(notice__kind="offer.made").delete()
    copy = Delivery.objects.get()
    Delivery.objects.update(due_at=MONDAY + HOUR, next_attempt_at=MONDAY + HOUR)
    return copy


@pytest.fixture
def stranger(cast):
    """The coordinator of another agency."""
    far = places.organisation(
        "Kota Contoh", code="kota-contoh", works_by=cast.organisation.calendar
    )
    dewi = people.person("Dewi Contoh", organisation=far)
    people.appointment(dewi)
    return dewi


@pytest.fixture
def operator(monday):
    """Staff trusted with incidents, of no agency."""
    user = User.objects.create_user("penjaga", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_incident"))
    client = Client()
    client.force_login(user)
    return client


def test_a_failed_mail_is_listed_in_plain_words_without_its_content(cast, visitor, told):
    failed(told)
    shown = visitor(cast.citra).get(ADDRESS).content.decode()
    assert "Sebuah surel tidak dapat dikirim" in shown
    assert "kepada Budi Contoh" in shown
    assert "Server surel menolaknya secara tetap (550)" in shown
    assert AIM not in shown
    assert "Maya" not in shown


def test_trying_again_arms_the_row_and_says_who_decided(cast, visitor, told):
    incident = failed(told)
    citra = visitor(cast.citra)
    for _twice in range(2):
        answer = citra.post(f"/incidents/{incident.uid}/", {"do": "retry"})
        assert answer.headers["Location"] == ADDRESS
    incident.refresh_from_db()
    told.refresh_from_db()
    assert (incident.resolution, incident.closed_by) == ("retried", cast.citra.user)
    assert (told.state, told.attempts, told.next_attempt_at) == ("pending", 0, MONDAY)


def test_skipping_needs_a_reason(cast, visitor, told):
    incident = failed(told)
    citra = visitor(cast.citra)
    address = f"/incidents/{incident.uid}/"
    for empty in ({}, {"do": "skip"}, {"do": "skip", "reason": "  "}, {"reason": "x" * 201}):
        answer = citra.post(address, empty)
        assert answer.status_code == 422
        assert b'class="wrong"' in answer.content
    assert Incident.objects.open().exists()
    assert citra.post(address, {"do": "skip", "reason": "sudah ditelepon"}).status_code == 302
    incident.refresh_from_db()
    told.refresh_from_db()
    assert incident.resolution_reason == "sudah ditelepon"
    assert (told.state, told.reason) == ("cancelled", "skipped")


def test_a_late_mail_is_listed_and_decided_on_the_record(cast, visitor, told):
    citra = visitor(cast.citra)
    assert "kepada Budi" not in citra.get(ADDRESS).content.decode()
    late(told)
    assert "kepada Budi" in citra.get(ADDRESS).content.decode()
    assert citra.post(f"/outbox/{told.pk}/", {"do": "retry"}).status_code == 302
    told.refresh_from_db()
    assert (told.next_attempt_at, told.attempts) == (MONDAY, 0)
    assert Incident.objects.get().closed_by == cast.citra.user
    assert citra.post(f"/outbox/{told.pk}/", {"do": "skip", "reason": "lisan"}).status_code == 302
    told.refresh_from_db()
    assert told.state == "cancelled"
    assert [one.resolution for one in Incident.objects.order_by("pk")] == ["retried", "skipped"]


def test_what_has_left_meanwhile_is_not_touched(cast, visitor, told):
    citra = visitor(cast.citra)
    answer = citra.post(f"/outbox/{told.pk}/", {"do": "skip", "reason": "x"})
    assert "Ini sudah selesai" in answer.content.decode()
    Delivery.objects.update(
        state="leased", due_at=MONDAY - HOUR, lease_token=told.pk, lease_until=MONDAY + HOUR
    )
    assert citra.post(f"/outbox/{told.pk}/", {"do": "skip", "reason": "x"}).status_code == 302
    told.refresh_from_db()
    assert told.state == "leased"
    assert not Incident.objects.exists()


def test_a_late_mail_that_is_being_sent_says_so_and_asks_nothing(cast, visitor, told):
    Delivery.objects.update(
        state="leased", due_at=MONDAY - HOUR, lease_token=told.pk, lease_until=MONDAY + HOUR
    )
    round_ = Round.objects.create(mails=[str(told.pk)], begun=1, at=MONDAY, until=MONDAY + HOUR)
    citra, address = visitor(cast.citra), f"/outbox/{told.pk}/"
    listed = citra.get(ADDRESS).content.decode()
    assert "1 surel sedang dikirim saat ini, 1 di antaranya sudah dimulai." in listed
    for shown in (listed, citra.get(address).content.decode()):
        assert "Sedang dikirim saat ini." in shown
        assert 'value="retry"' not in shown
    assert "dicoba 1 kali" in listed
    Round.objects.filter(pk=round_.pk).update(begun=0)
    assert "berangkat dalam satu menit" in citra.get(address).content.decode()
    Delivery.objects.update(lease_until=MONDAY)
    left = citra.get(address).content.decode()
    assert "Pengirimnya tidak kembali." in left
    assert 'value="retry"' in left


def test_another_agencys_coordinator_finds_nothing(cast, visitor, stranger, told):
    incident = failed(told)
    dewi = visitor(stranger)
    assert "kepada" not in dewi.get(ADDRESS).content.decode()
    for address in (f"/incidents/{incident.uid}/", f"/outbox/{told.pk}/"):
        for answer in (dewi.get(address), dewi.post(address, {"do": "retry"})):
            assert answer.status_code == 404
    assert visitor(cast.maya).get(ADDRESS).status_code == 404
    assert Incident.objects.open().exists()


def test_what_is_no_agencys_is_for_the_operator_alone(cast, visitor, operator):
    incidents.raise_once(
        incidents.draft("channel:email", kind="channel_down", reason="cannot_connect", now=MONDAY)
    )
    row = Incident.objects.get()
    assert "Server surel tidak menjawab" not in visitor(cast.citra).get(ADDRESS).content.decode()
    assert visitor(cast.citra).get(f"/incidents/{row.uid}/").status_code == 404
    shown = operator.get(ADDRESS).content.decode()
    assert "Server surel tidak menjawab" in shown
    assert operator.get("/requests/").status_code == 404
    assert operator.post(f"/incidents/{row.uid}/", {"reason": "pulih"}).status_code == 302
    assert not Incident.objects.open().exists()


def test_the_operator_alone_sees_what_the_audits_said(cast, visitor, operator, told):
    assert "Belum ada yang diaudit." in operator.get(ADDRESS).content.decode()
    Notice.objects.exclude(deliveries=told).update(copies=0)  # theirs were taken away
    assert auditing.examine(MONDAY, whole=False).sound
    Notice.objects.filter(deliveries=told).update(cause="record:of nothing")
    assert not auditing.examine(MONDAY, whole=True).sound
    shown = operator.get(ADDRESS).content.decode()
    assert "Semua yang terbuka, setiap jam: tidak ada yang janggal" in shown
    assert "notice_missing, orphan" in shown
    assert '<th scope="row">direncanakan</th><td>1</td>' in shown
    assert '<th scope="row">menunggu</th><td>1</td>' in shown
    assert "setiap jam" not in visitor(cast.citra).get(ADDRESS).content.decode()


def test_the_operator_sees_no_agencys_mails(cast, operator, told):
    failed(told)
    assert "kepada Budi" not in operator.get(ADDRESS).content.decode()
    assert operator.get(f"/outbox/{told.pk}/").status_code == 404


def test_staff_without_that_permission_find_nothing(cast, monday):
    client = Client()
    client.force_login(User.objects.create_user("staf", is_staff=True))
    assert client.get(ADDRESS).status_code == 404
