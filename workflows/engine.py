"""The one door: every change of a subject begins here, is decided here and is written once."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from workflows import hooks, records, writer
from workflows.actors import Actor, SystemProcess
from workflows.arming import Passage, rearrange
from workflows.change import Change, Rearrangement
from workflows.clock import OutsideTable
from workflows.errors import (
    BeyondCalendar,
    Conflict,
    Guarded,
    InvalidInput,
    NotPermitted,
    OutOfOrder,
)
from workflows.inputs import Content, FreeText
from workflows.machine import SYSTEM, Machine, Transition
from workflows.models import Deadline, Record, RecordText
from workflows.registry import machine_hash

Subject = TypeVar("Subject", bound=Machine)

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
    with transaction.atomic():
        writer.insert_subject(subject)
        _complete(_change(subject, "", None, by, now, {}), (), columns={})
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
        conflict.fresh = conflict.fresh or read(type(subject), subject.pk, by=by, now=now)
        raise


def _perform(
    subject: Subject,
    declared: Transition,
    by: Actor,
    now: datetime,
    data: Mapping[str, Any],
    expected_version: int | None = None,
) -> Subject:
    model, name = type(subject), declared.name
    with transaction.atomic():
        hooks.lock_owners(model.kind, name, subject.pk)
        fresh = read(model, subject.pk, by=by, now=now, lock=True)
        if expected_version not in (None, fresh.version):
            raise Conflict(writer.CHANGED_MEANWHILE, fresh)
        cleaned = _permit(fresh, declared, data, now)
        open_rows = list(_open_deadlines(fresh))
        snapshot = _columns(fresh)
        before = str(fresh.state)
        getattr(fresh, name)(data=cleaned, now=now)
        change = _change(fresh, before, declared, by, now, cleaned)
        followed = _complete(change, open_rows, columns=_changed(fresh, snapshot))
        if fresh in followed:
            fresh = read(model, fresh.pk, by=by, now=now)
    return fresh


def read(model: type[Subject], pk: int, *, by: Actor, now: datetime, lock: bool = False) -> Subject:
    """The subject with what belongs to it, and in `acting_roles` what the actor is to it."""
    system = isinstance(by, SystemProcess)
    rules = {} if system else {role: rule(by, now) for role, rule in model.relations.items()}
    flags = {f"_is_{role}": _stands(model, rule) for role, rule in rules.items()}
    rows: models.QuerySet[Subject] = model._base_manager.select_related(*model.related)
    rows = rows.annotate(**flags)
    fresh = _locked(rows, model, pk) if lock else rows.get(pk=pk)
    roles = {role for role in rules if fresh.__dict__[f"_is_{role}"]}
    fresh.as_of = now
    fresh.acting_roles = frozenset({SYSTEM} if system else roles)
    return fresh


def _locked(rows: "models.QuerySet[Subject]", model: type[Subject], pk: int) -> Subject:
    """The subject locked, with everything read beside it of the same moment.

    After a wait for the lock PostgreSQL returns the row as it is now, but joins and subqueries as
    they were when the statement began (or nothing, if an inner join no longer fits). The version
    of then tells: if it differs, read again.
    """
    version = model._base_manager.filter(pk=OuterRef("pk")).values("version")
    locking = rows.select_for_update(of=("self",)).annotate(_began_at=Subquery(version))
    found: list[Subject] = list(locking.filter(pk=pk))
    if found and found[0].__dict__["_began_at"] == found[0].version:
        return found[0]
    return locking.get(pk=pk)


def refusal(fresh: Machine, declared: Transition) -> Exception | None:
    """Why the actor of a subject read with `read` may not do this at all, apart from inputs."""
    if not declared.allow & fresh.acting_roles:
        return NotPermitted(NOT_YOURS)
    if str(fresh.state) not in declared.sources:
        state = dict(fresh.State.choices)[str(fresh.state)]
        return OutOfOrder(NOT_NOW.format(state=state))
    return None


def _stands(model: type[Machine], relation: models.Q) -> Exists:
    return Exists(model._base_manager.filter(pk=OuterRef("pk")).filter(relation))


def _permit(
    fresh: Machine, declared: Transition, data: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    refused = refusal(fresh, declared)
    if refused:
        raise refused
    form = declared.form(data)
    if not form.is_valid():
        errors = {name: [str(one) for one in found] for name, found in form.errors.items()}
        raise InvalidInput(MEND_INPUT, errors)
    for guard in declared.guards:
        if not guard.holds(fresh, data=form.cleaned_data, now=now):
            raise Guarded(guard.reason)
    return form.cleaned_data


def _open_deadlines(subject: Machine) -> models.QuerySet[Deadline]:
    rows = Deadline.objects.open().of(subject.kind, subject.pk)
    return rows.select_related("policy_version", "calendar")


def _columns(subject: Machine) -> dict[str, Any]:
    return {
        field.attname: getattr(subject, field.attname) for field in subject._meta.concrete_fields
    }


def _changed(subject: Machine, snapshot: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in _columns(subject).items() if value != snapshot[name]}


def _change(
    subject: Machine,
    before: str,
    declared: Transition | None,
    by: Actor,
    now: datetime,
    data: Mapping[str, Any],
) -> Change:
    person, process = (None, by.name) if isinstance(by, SystemProcess) else (by, "")
    record = Record(
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
    return cast("dict[str, Any]", json.loads(json.dumps(plain, cls=DjangoJSONEncoder)))


def _texts(declared: Transition | None, data: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: data[name]
        for name, field in (declared.inputs if declared else {}).items()
        if isinstance(field, FreeText) and not isinstance(field, Content) and data.get(name)
    }


def _clocks(
    subject: Machine, passage: Passage, open_rows: list[Deadline], now: datetime
) -> Rearrangement:
    """A person is refused what no calendar can time; the sweep fails, and tries again later."""
    try:
        return rearrange(subject, passage, open_rows, now)
    except OutsideTable as error:
        if passage.automatic:
            raise
        raise BeyondCalendar(BEYOND_CALENDAR) from error


def _complete(
    change: Change, open_rows: Collection[Deadline], columns: Mapping[str, Any]
) -> list[Machine]:
    """Write the change and make those that follow from it; returns the subjects of the latter."""
    subject, record = change.subject, change.record
    record.subject_id = subject.pk
    passage = Passage(
        change.name, change.before, str(subject.state), isinstance(change.by, SystemProcess)
    )
    clocks = _clocks(subject, passage, list(open_rows), change.now)
    for row, outcome in clocks.closed:
        row.closed_at, row.outcome = change.now, outcome
    change = replace(change, clocks=clocks)
    effects = hooks.effects_of(change)
    texts: list[RecordText] = []
    if content := _texts(change.transition, change.data):
        texts.append(records.text_row(record, content))
    tidings = hooks.tidings_of(change)
    record.told = tidings.told
    actor = change.by if isinstance(change.by, AbstractBaseUser) else None
    records.seal(record, records.actor_uid(actor))
    columns = {**columns, "version": record.version, "chain_head": record.mac}
    writer.write(change, columns=columns, effects=effects, told=[*texts, *tidings.rows])
    follow_ups = hooks.follow_ups(change)
    for follow in follow_ups:
        declared = type(follow.subject).transitions()[follow.transition]
        _perform(follow.subject, declared, change.by, change.now, follow.data)
    transaction.on_commit(hooks.wake, robust=True)
    return [follow.subject for follow in follow_ups]
