"""What a person decides about what the system cannot mend."""

import pytest
from django.db import IntegrityError, transaction

from notifications import delivery, incidents
from notifications.models import DeliveryState, Incident
from tests.notifications.toys import NOW, copy_of, later, told

pytestmark = pytest.mark.django_db(transaction=True)


def opened(key="toy:1", **more):
    incidents.raise_once(incidents.draft(key, kind="toy", reason="broken", now=NOW, **more))
    return Incident.objects.open().get(key=key)


@pytest.fixture
def refused(maya, smtp):
    """A notice whose copy was refused for good, and the mail server, well again."""
    notice = told(maya)
    smtp.mode = "5xx"
    delivery.deliver_due(NOW)
    smtp.mode = "ok"
    return notice


def test_the_same_trouble_is_told_once_while_open():
    assert opened().pk == opened().pk
    incidents.recover("toy:1", now=later(hours=1))
    assert opened().opened_at == NOW
    assert Incident.objects.count() == 2


def test_an_incident_may_name_a_subject():
    assert (opened(subject=("parcel", 7)).subject_kind, opened().subject_id) == ("parcel", 7)


def test_retry_sends_the_copy_with_all_its_attempts(refused, budi, smtp):
    incidents.retry(Incident.objects.get(), by=budi, now=later(hours=1))
    incident = Incident.objects.get()
    assert (incident.closed_by, incident.closed_at) == (budi, later(hours=1))
    assert incident.resolution == "retried"
    assert (copy_of(refused).state, copy_of(refused).attempts) == (DeliveryState.PENDING, 0)
    delivery.deliver_due(later(hours=1))
    assert copy_of(refused).state == DeliveryState.SENT


def test_skip_gives_the_copy_up_for_a_reason(refused, budi, smtp):
    with pytest.raises(ValueError, match="reason"):
        incidents.skip(Incident.objects.get(), by=budi, reason=" ", now=later(hours=1))
    incidents.skip(Incident.objects.get(), by=budi, reason="told by phone", now=later(hours=1))
    incident = Incident.objects.get()
    assert (incident.resolution, incident.resolution_reason) == ("skipped", "told by phone")
    copy = copy_of(refused)
    assert (copy.state, copy.reason) == (DeliveryState.CANCELLED, "skipped")
    assert delivery.deliver_due(later(days=9)) == 0


def test_a_closed_incident_is_not_decided_again(refused, budi):
    incident = Incident.objects.get()
    incidents.retry(incident, by=budi, now=NOW)
    for decide in (incidents.retry, incidents.skip):
        more = {"reason": "x"} if decide is incidents.skip else {}
        with pytest.raises(incidents.AlreadyClosed):
            decide(incident, by=budi, now=NOW, **more)
    assert copy_of(refused).state == DeliveryState.PENDING


def test_an_incident_without_a_copy_is_just_closed(budi):
    incidents.retry(opened(), by=budi, now=NOW)
    assert not Incident.objects.open().exists()


@pytest.mark.parametrize(
    "contradiction",
    [
        {"closed_at": NOW},
        {"resolution": "recovered"},
        {"closed_at": NOW, "resolution": "retried"},
        {"closed_at": NOW, "resolution": "skipped", "resolution_reason": "x"},
        {"subject_kind": "parcel"},
        {"subject_id": 1},
    ],
    ids=str,
)
def test_a_contradiction_is_refused(contradiction):
    opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.update(**contradiction)


def test_a_skip_without_a_reason_is_refused_by_the_database(budi):
    opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.update(closed_at=NOW, resolution="skipped", closed_by=budi)
