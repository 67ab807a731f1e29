"""What an earlier release left in a state or under a clock that is gone: found and carried over."""

from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.template import engines

from config.checks import refuse_faults
from tests.workflows.parcels.models import Parcel
from workflows import audit, engine, leftovers
from workflows.models import Deadline, Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tampering")]


def as_of_an_earlier_release(parcel, state):
    """The parcel in a state that its machine had once, with a history that says so."""
    Parcel.objects.filter(pk=parcel.pk).update(state=state)
    Record.objects.filter(subject_id=parcel.pk, version=parcel.version).update(to_state=state)


def open_names(parcel):
    return sorted(Deadline.objects.open().of("parcel", parcel.pk).values_list("name", flat=True))


def test_rows_in_a_state_that_is_gone_are_named_with_the_command(sent):
    as_of_an_earlier_release(sent, "under_way")
    [found] = leftovers.leftovers()
    assert str(found) == (
        "1 row stands in the state 'under_way' of parcel, which this release does not have."
    )
    assert "manage.py move_state parcel under_way" in found.remedy


def test_neither_server_nor_engine_starts_on_them(sent, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")  # else a fault as well
    as_of_an_earlier_release(sent, "under_way")
    with pytest.raises(ImproperlyConfigured, match=r"E013"):
        refuse_faults()
    with pytest.raises(CommandError, match="move_state parcel under_way"):
        call_command("run_engine", once=True)
    call_command("move_state", "parcel", "under_way", "sent", stdout=StringIO())
    refuse_faults()


def test_what_is_moved_on_has_a_record_and_the_clocks_of_its_new_state(sent, maya, now):
    as_of_an_earlier_release(sent, "under_way")
    assert leftovers.move_state("parcel", "under_way", "packed", now=now) == 1
    assert not list(leftovers.leftovers())
    moved = Parcel.objects.get(pk=sent.pk)
    assert (str(moved.state), moved.version) == ("packed", sent.version + 1)
    assert open_names(sent) == ["dispatch"]
    record = Record.objects.get(subject_id=sent.pk, version=moved.version)
    assert (record.from_state, record.to_state, record.process) == ("under_way", "packed", "update")
    assert {found.code for found in audit.findings(now)} == {"record"}  # the one rewritten above
    assert str(engine.perform(moved, "send", by=maya, now=now).state) == "sent"


def test_clocks_that_the_new_state_knows_go_on(sent, now):
    as_of_an_earlier_release(sent, "under_way")
    before = open_names(sent)
    leftovers.move_state("parcel", "under_way", "sent", now=now)
    assert open_names(sent) == before
    assert leftovers.move_state("parcel", "under_way", "sent", now=now) == 0


def test_a_clock_under_a_name_that_is_gone_goes_on_under_another(parcel, now):
    Deadline.objects.open().update(name="post_it")
    [found] = leftovers.leftovers()
    assert "the deadline 'post_it' of parcel" in str(found)
    assert leftovers.move_deadline("parcel", "post_it", "dispatch", now=now) == 1
    assert open_names(parcel) == ["dispatch"]


def test_a_clock_that_is_there_under_both_names_is_kept_once(sent, now):
    Deadline.objects.open().filter(name="report").update(name="tell")
    assert leftovers.move_deadline("parcel", "tell", "deliver", now=now) == 1
    assert open_names(sent) == ["deliver"]
    assert Deadline.objects.get(name="tell").outcome == "void"


@pytest.mark.parametrize(
    ("move", "given", "why"),
    [
        (leftovers.move_state, ("letter", "a", "b"), "there are breach"),
        (leftovers.move_state, ("parcel", "under_way", "lost"), "it has packed, sent"),
        (leftovers.move_state, ("parcel", "sent", "packed"), "only its own steps lead out"),
        (leftovers.move_deadline, ("parcel", "tell", "sing"), "it has deliver, dispatch"),
        (leftovers.move_deadline, ("parcel", "deliver", "report"), "ends by its own rules"),
    ],
)
def test_a_move_that_makes_no_sense_says_why(sent, now, move, given, why):
    with pytest.raises(leftovers.Unknown, match=why):
        move(*given, now=now)
    assert Parcel.objects.get(pk=sent.pk).version == sent.version
