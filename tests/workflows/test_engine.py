"""The one door: what a change stores, what refuses it, and that nothing else can make one."""

from datetime import date

import pytest
from django import forms
from django.db import transaction

from tests.workflows.parcels.models import Parcel, Scribble, Van
from workflows import engine, hooks
from workflows.actors import SWEEP
from workflows.change import BulkUpdate, Effects, FollowUp, GuardedUpdate
from workflows.errors import Conflict, Guarded, InvalidInput, NotPermitted, OutOfOrder
from workflows.models import Calendar, Deadline, Record, RecordText

pytestmark = pytest.mark.django_db


def test_beginning_stores_the_subject_its_record_and_its_deadline(parcel, maya):
    record = Record.objects.get()
    deadline = Deadline.objects.get()
    assert (parcel.state, parcel.version, parcel.chain_head) == ("packed", 1, record.mac)
    assert (record.transition, record.from_state, record.to_state) == ("begin", "", "packed")
    assert record.actor == maya
    assert (deadline.name, deadline.responsible) == ("dispatch", maya)
    assert deadline.closed_at is None


def test_a_change_moves_state_version_record_and_clocks_together(sent, now):
    stored = Parcel.objects.get()
    assert (stored.state, stored.version, stored.sent_at) == ("sent", 3, now)
    assert list(Record.objects.order_by("version").values_list("version", "transition")) == [
        (1, "begin"),
        (2, "label_it"),
        (3, "send"),
    ]
    outcomes = dict(Deadline.objects.values_list("name", "outcome"))
    assert outcomes == {"dispatch": "met", "deliver": "", "report": ""}


def test_each_record_is_chained_to_the_one_before(sent):
    records = list(Record.objects.order_by("version"))
    assert [row.previous for row in records] == ["", records[0].mac, records[1].mac]
    assert sent.chain_head == records[2].mac


def test_somebody_without_the_role_is_refused(parcel, eko, now):
    with pytest.raises(NotPermitted):
        engine.perform(parcel, "send", by=eko, now=now)


def test_the_system_may_only_what_is_declared_for_it(parcel, now):
    with pytest.raises(NotPermitted):
        engine.perform(parcel, "send", by=SWEEP, now=now)
    assert engine.perform(parcel, "give_up", by=SWEEP, now=now).state == "returned"


def test_a_person_may_not_do_what_is_the_systems(parcel, maya, now):
    with pytest.raises(NotPermitted):
        engine.perform(parcel, "give_up", by=maya, now=now)


def test_a_change_out_of_order_names_the_present_state(sent, maya, now):
    with pytest.raises(OutOfOrder, match="on the way"):
        engine.perform(sent, "send", by=maya, now=now)


def test_a_guard_refuses_with_its_reason(parcel, maya, now):
    with pytest.raises(Guarded, match="no address"):
        engine.perform(parcel, "send", by=maya, now=now)


def test_wrong_input_names_the_field(parcel, maya, now):
    with pytest.raises(InvalidInput) as caught:
        engine.perform(parcel, "label_it", by=maya, now=now, data={"address": "x" * 61})
    assert list(caught.value.errors) == ["address"]


def test_a_step_that_does_not_exist_is_refused(parcel, maya, now):
    with pytest.raises(OutOfOrder):
        engine.perform(parcel, "explode", by=maya, now=now)


def test_a_hidden_step_is_refused_by_itself_and_made_as_part_of_another(sent, budi, now, hooked):
    with pytest.raises(OutOfOrder):
        engine.perform(sent, "note_place", by=budi, now=now)
    hooked.after("parcel", "report")(lambda change: [FollowUp(change.subject, "note_place")])
    fresh = engine.perform(sent, "report", by=budi, now=now)
    assert fresh.version == Parcel.objects.get().version == sent.version + 2


def test_a_stale_version_is_a_conflict_that_carries_the_fresh_subject(sent, maya, now):
    with pytest.raises(Conflict) as caught:
        engine.perform(sent, "sign", by=maya, now=now, expected_version=2)
    assert caught.value.fresh.version == 3


def test_what_no_calendar_can_time_is_refused_with_words(parcel, calendar, maya, now):
    Calendar.objects.update(covers_to=date(2026, 6, 12), revision=2)
    engine.perform(parcel, "label_it", by=maya, now=now, data={"address": "Jl. Contoh 1"})
    with pytest.raises(Guarded, match="calendar does not reach"):
        engine.perform(parcel, "send", by=maya, now=now)
    assert Parcel.objects.get().state == "packed"


def test_a_refused_change_leaves_nothing_behind(parcel, maya, now):
    with pytest.raises(Guarded):
        engine.perform(parcel, "send", by=maya, now=now)
    assert Record.objects.count() == 1
    assert Parcel.objects.get().version == 1


def test_free_text_is_kept_apart_and_only_its_digest_is_chained(parcel, maya, now):
    words = {"address": "Jl. Contoh 1", "remark": "fragile", "secret": "never stored"}
    engine.perform(parcel, "label_it", by=maya, now=now, data=words)
    record = Record.objects.get(version=2)
    assert record.facts == {"address": "Jl. Contoh 1"}
    assert RecordText.objects.get().content == {"remark": "fragile"}
    assert len(record.text_digest) == 64


def test_assigning_the_state_is_refused(parcel):
    with pytest.raises(AttributeError, match=r"workflows\.engine"):
        parcel.state = "delivered"


def test_a_stale_copy_saved_afterwards_changes_neither_state_nor_version(parcel, maya, now):
    stale = Parcel.objects.get()
    engine.perform(parcel, "label_it", by=maya, now=now, data={"address": "Jl. Contoh 1"})
    engine.perform(parcel, "send", by=maya, now=now)
    stale.save()
    fresh = Parcel.objects.get()
    assert (fresh.state, fresh.version) == ("sent", 3)
    assert fresh.chain_head == Record.objects.get(version=3).mac


def test_a_subject_cannot_be_created_by_saving_it(calendar, maya):
    with pytest.raises(TypeError, match="begin"):
        Parcel(sender=maya, carrier=maya, calendar=calendar).save()


def test_refreshing_is_allowed_and_stays_protected_afterwards(parcel):
    parcel.refresh_from_db()
    with pytest.raises(AttributeError):
        parcel.state = "sent"


def test_a_violated_constraint_is_a_refusal_with_words(sent, calendar, maya, now):
    other = engine.begin(Parcel(sender=maya, carrier=maya, calendar=calendar), by=maya, now=now)
    with pytest.raises(Guarded, match="already has a parcel"):
        engine.perform(other, "label_it", by=maya, now=now, data={"address": "Jl. Contoh 1"})


def test_one_body_can_choose_between_targets(sent, maya, budi, now):
    assert engine.perform(sent, "sign", by=maya, now=now).state == "sent"
    assert engine.perform(sent, "sign", by=budi, now=now).state == "delivered"


def test_consequences_write_rows_and_updates_with_the_change(parcel, maya, now, hooked):
    van = Van.objects.create()

    @hooked.consequence("parcel", "label_it")
    def load(change):
        full = Guarded("The van is full.")
        return Effects(
            [Scribble(cause="loaded", text=change.subject.address)],
            [
                GuardedUpdate(Van.objects.filter(pk=van.pk, load__lt=1), {"load": 1}, full),
                BulkUpdate(Scribble.objects.filter(cause="nothing"), {"text": ""}),
            ],
        )

    engine.perform(parcel, "label_it", by=maya, now=now, data={"address": "A"})
    assert Scribble.objects.get().text == "A"
    with pytest.raises(Guarded, match="full"):
        engine.perform(parcel, "label_it", by=maya, now=now, data={"address": "B"})
    assert Parcel.objects.get().address == "A"


def test_a_follow_up_changes_another_subject_in_the_same_transaction(
    parcel, calendar, maya, now, hooked
):
    twin = engine.begin(Parcel(sender=maya, carrier=maya, calendar=calendar), by=maya, now=now)

    @hooked.after("parcel", "label_it")
    def follow(change):
        return [FollowUp(twin, "send")] if change.subject.pk != twin.pk else []

    with pytest.raises(Guarded):
        engine.perform(parcel, "label_it", by=maya, now=now, data={"address": "A"})
    assert Parcel.objects.get(pk=parcel.pk).address == ""


def test_waking_others_comes_after_the_commit_and_may_fail(
    parcel, maya, now, hooked, django_capture_on_commit_callbacks
):
    def broken():
        raise RuntimeError("nobody there")

    hooked.on_wake(broken)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        engine.perform(parcel, "label_it", by=maya, now=now, data={"address": "A"})
    assert len(callbacks) == 1
    assert transaction.get_connection().in_atomic_block
    assert hooks._wakers == [broken]


def test_inputs_are_declared_as_form_fields():
    inputs = Parcel.transitions()["label_it"].inputs
    assert isinstance(inputs["address"], forms.CharField)
