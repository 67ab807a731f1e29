"""Drafting notices and writing them once."""

import pytest
from django.db import IntegrityError, transaction

from notifications import outbox
from notifications.channels import registry
from notifications.errors import OutsideTransaction, TooConfidential, UnknownKind
from notifications.models import Delivery, DeliveryState, Notice
from tests.notifications.toys import NOW, copy_of, drafted, later, told

pytestmark = pytest.mark.django_db


class Billboard:
    name = "email"
    max_disclosure = "A"

    def address(self, recipient):
        return "the market place"


def test_a_draft_is_a_notice_and_a_copy_that_refer_to_each_other(maya):
    notice, copy = drafted(maya, copy_at=later(hours=2), path=["mentor"], expires_at=later(days=1))
    assert notice.key == f"parcel.arrived:record:1:{maya.uid}"
    assert (notice.copies, notice.path, notice.disclosure) == (1, ["mentor"], "A")
    assert copy.notice_id == notice.pk
    assert (copy.channel, copy.due_at, copy.expires_at) == ("email", later(hours=2), later(days=1))
    assert not Notice.objects.exists()


def test_a_draft_costs_no_query(maya, django_assert_num_queries):
    with django_assert_num_queries(0):
        drafted(maya)


def test_a_recipient_without_an_address_is_told_in_the_portal_only(maya):
    maya.email = ""
    (notice,) = drafted(maya)
    assert notice.copies == 0


def test_a_draft_of_an_unknown_kind_is_refused(maya):
    with pytest.raises(UnknownKind):
        drafted(maya, "parcel.eaten")


def test_a_channel_does_not_get_what_is_too_confidential_for_it(maya, monkeypatch):
    monkeypatch.setattr(registry, "_CHANNELS", {"email": Billboard()})
    assert len(drafted(maya, "parcel.arrived")) == 2
    for kind in ("parcel.lost", "parcel.secret"):
        with pytest.raises(TooConfidential):
            drafted(maya, kind)


def test_put_inserts_in_two_statements_after_one_look(maya, budi, django_assert_num_queries):
    rows = [*drafted(maya), *drafted(budi)]
    with django_assert_num_queries(3):
        assert outbox.put(rows) == 2
    assert Notice.objects.count() == Delivery.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_put_refuses_outside_a_transaction(maya):
    with pytest.raises(OutsideTransaction):
        outbox.put(drafted(maya))
    assert not Notice.objects.exists()


def test_the_same_occurrence_is_put_once(maya, budi):
    assert outbox.put(drafted(maya)) == 1
    assert outbox.put([*drafted(maya), *drafted(budi)]) == 1
    assert Notice.objects.count() == Delivery.objects.count() == 2


def test_the_database_refuses_a_second_notice_of_one_occurrence(maya):
    drafted(maya)[0].save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        drafted(maya)[0].save(force_insert=True)


def test_an_unsent_notice_keeps_its_reason_and_stays_out_of_the_inbox(maya):
    common = {"cause": "record:1", "subject_kind": "parcel", "subject_id": 1, "facts": {}}
    notice = outbox.unsent("parcel.lost", recipient=maya, now=NOW, reason="conflict", **common)
    outbox.put([notice])
    assert Notice.objects.get().not_sent == "conflict"
    assert not Notice.objects.inbox_of(maya).exists()
    with pytest.raises(ValueError, match="reason"):
        outbox.unsent("parcel.lost", recipient=maya, now=NOW, reason="", **common)


def test_the_inbox_is_ones_own_and_is_read_once(maya, budi):
    told(maya)
    told(budi)
    mine = Notice.objects.inbox_of(maya)
    assert mine.count() == mine.unread().count() == 1
    assert mine.mark_read(later(hours=1)) == 1
    assert mine.mark_read(later(hours=2)) == 0
    assert mine.get().read_at == later(hours=1)


def test_withdrawing_a_cause_cancels_only_what_has_not_left(maya, budi):
    kept = told(maya, cause="record:2")
    moved = told(maya)
    assert outbox.withdraw(["record:1"], now=later(hours=1)) == 1
    assert copy_of(kept).state == DeliveryState.PENDING
    copy = copy_of(moved)
    assert (copy.state, copy.reason) == (DeliveryState.CANCELLED, "withdrawn")
    assert copy.stopped_at == later(hours=1)
    assert outbox.withdraw(["record:1"], now=later(hours=1)) == 0
