"""The one door: every change of a subject begins here, is decided here and is written once."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import hooks, reading, records, writer
from workflows.actors import Actor, SystemProcess
from workflows.arming import Passage, expected, rearrange
from workflows.change import Change, Rearrangement
from workflows.clock import OutsideTable
from workflows.desk import Desk
from workflows.errors import (
    BeyondCalendar,
    Conflict,
    Guarded,
    InvalidInput,
    NotPermitted,
    OutOfOrder,
)
from workflows.fresh import fresh_row
from workflows.inputs import Content, FreeText
from workflows.machine import Machine, Transition
from workflows.models import Record
from workflows.registry import machine_hash

Subject = TypeVar("Subject", bound=Machine)

AS_JSON = DjangoJSONEncoder().encode

NO_SUCH_STEP = _("There is no such step.")
NOT_YOURS = _("You may not do this.")
NOT_NOW = _("This cannot be done in the present state: {state}.")
BEYOND_CALENDAR = _("The working calendar does not reach that far yet; it must be extended first.")
MEND_INPUT = _("Some of what was entered is not right.")


def begin(subject: Subject, *, by: Actor, now: datetime) -> Subject:
    """Store a new subject in its first state, with its first record and armed deadlines.

    The caller has decided that `by` may begin it. Raises Guarded when a constraint refuses.
    """
    subject.as_of = now
    desk = Desk(by, now)
    with transaction.atomic():
        writer.insert_subject(subject)
        desk.lay_new(subject)
        _decide(desk, _change(subject, "", None, by, now, {}))
        _store(desk)
    return subject


def perform(
    subject: Subject,
    name: str,
    *,
    by: Actor,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
) -> Subject:
    """Make one change and return the subject as it now stands; `subject` itself is left alone.

    `data` are the transition's inputs; `expected_version` is what the person was looking at.
    Raises one of workflows.errors, each with a reason to show; then nothing has changed.
    """
    declared = type(subject).transitions().get(name)
    if declared is None or declared.hidden:
        raise OutOfOrder(NO_SUCH_STEP)
    try:
        return _perform(subject, declared, by, now, data or {}, expected_version)
    except Conflict as conflict:
        conflict.fresh = conflict.fresh or reading.read(type(subject), subject.pk, by=by, now=now)
        raise


def _perform(
    subject: Subject,
    declared: Transition,
    by: Actor,
    now: datetime,
    data: Mapping[str, Any],
    expected_version: int | None,
) -> Subject:
    desk = Desk(by, now)
    with transaction.atomic():
        fresh = _lock(desk, subject, declared)
        if expected_version not in (None, fresh.version):
            raise Conflict(writer.CHANGED_MEANWHILE, fresh)
        _make(desk, fresh, declared, data)
        _store(desk)
    return fresh


def _lock(desk: Desk, subject: Subject, declared: Transition) -> Subject:
    """The subject with everything this change may touch: owners first, followers last."""
    which = type(subject).kind, declared.name, subject.pk
    for rows in hooks.owners_of(*which):
        if issubclass(rows.model, Machine):
            desk.take(rows.model, Q(pk__in=rows.values("pk")))
        else:
            hooks.lock(rows)
    fresh = desk.take_one(subject)
    for rows in hooks.followers_of(*which):
        desk.take(rows.model, Q(pk__in=rows.values("pk")))
    return fresh


def _make(desk: Desk, fresh: Machine, declared: Transition, data: Mapping[str, Any]) -> None:
    """Decide a change and those that follow from it."""
    cleaned = _permit(fresh, declared, data, desk.now)
    before = str(fresh.state)
    getattr(fresh, declared.name)(data=cleaned, now=desk.now)
    change = _decide(desk, _change(fresh, before, declared, desk.by, desk.now, cleaned))
    for follow in hooks.follow_ups(change):
        subject = desk.take_one(follow.subject)
        _make(desk, subject, type(subject).transitions()[follow.transition], follow.data)


def refusal(fresh: Machine, declared: Transition) -> Exception | None:
    """Why the actor of a subject that was read here may not do this at all, apart from inputs."""
    if not declared.allow & fresh.acting_roles:
        return NotPermitted(NOT_YOURS)
    if str(fresh.state) not in declared.sources:
        state = dict(fresh.State.choices)[str(fresh.state)]
        return OutOfOrder(NOT_NOW.format(state=state))
    reason = hooks.refused(fresh, declared)
    return Guarded(reason) if reason else None


def _permit(
    fresh: Machine, declared: Transition, data: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    refused = refusal(fresh, declared)
    if refused:
        raise refused
    cleaned, errors = declared.cleaned(data)
    if errors:
        raise InvalidInput(MEND_INPUT, errors)
    for guard in declared.guards:
        if not guard.holds(fresh, data=cleaned, now=now):
            raise Guarded(guard.reason)
    return cleaned


def _change(
    subject: Machine,
    before: str,
    declared: Transition | None,
    by: Actor,
    now: datetime,
    data: Mapping[str, Any],
) -> Change:
    person, process = (None, by.name) if isinstance(by, SystemProcess) else (by, "")
    record = fresh_row(
        Record,
        subject_kind=subject.kind,
        subject_uid=subject.uid,
        version=subject.version + 1,
        transition=declared.name if declared else "begin",
        from_state=before,
        to_state=str(subject.state),
        actor_id=person.pk if person is not None else None,
        process=process,
        at=now,
        reason=str(data.get("reason", "")),
        facts=_facts(declared, data),
        machine_hash=machine_hash(type(subject)),
        previous=subject.chain_head,
    )
    return Change(subject, before, declared, record, by, now, data)


def _facts(declared: Transition | None, data: Mapping[str, Any]) -> dict[str, Any]:
    if declared is None:
        return {}
    plain = {
        name: data[name]
        for name, field in declared.inputs.items()
        if not isinstance(field, FreeText) and name != "reason" and data.get(name) is not None
    }
    return cast("dict[str, Any]", json.loads(AS_JSON(plain))) if plain else {}


def _texts(declared: Transition | None, data: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: data[name]
        for name, field in (declared.inputs if declared else {}).items()
        if isinstance(field, FreeText) and not isinstance(field, Content) and data.get(name)
    }


def _clocks(desk: Desk, subject: Machine, passage: Passage) -> Rearrangement:
    """A person is refused what no calendar can time; the sweep fails, and tries again later."""
    try:
        desk.standstills.expect(expected(subject, passage))
        rows = desk.open_deadlines(subject)
        return rearrange(subject, passage, rows, desk.now, desk.book, desk.standstills)
    except OutsideTable as error:
        if passage.automatic:
            raise
        raise BeyondCalendar(BEYOND_CALENDAR) from error


def _decide(desk: Desk, change: Change) -> Change:
    """Everything that belongs to one change, laid on the desk."""
    subject, record = change.subject, change.record
    record.subject_id = subject.pk
    passage = Passage(
        change.name, change.before, str(subject.state), isinstance(change.by, SystemProcess)
    )
    clocks = _clocks(desk, subject, passage)
    for row, outcome in clocks.closed:
        row.closed_at, row.outcome = change.now, outcome
    change = replace(change, clocks=clocks, beside=desk.beside(subject))
    desk.rearranged(change)
    desk.changes.append(change)
    desk.effects.append(hooks.effects_of(change))
    if content := _texts(change.transition, change.data):
        desk.told.append(records.text_row(record, content))
    tidings = hooks.tidings_of(change)
    desk.told += tidings.rows
    record.told = tidings.told
    actor = change.by if isinstance(change.by, AbstractBaseUser) else None
    records.seal(record, records.actor_uid(actor))
    writer.advance(subject, record)
    return change


def _store(desk: Desk) -> None:
    writer.write(desk)
    transaction.on_commit(hooks.wake, robust=True)
