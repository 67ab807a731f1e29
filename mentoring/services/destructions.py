"""From a proposal to the certificate: what is due is proposed, and what is approved is destroyed.

Destroying cannot be taken back half way, so it is its own state: what failed is tried again.
"""

import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from mentoring.machines.destruction import DestructionState
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import (
    CLASS_C,
    CaseKey,
    Destruction,
    DestructionItem,
    Organisation,
    Person,
    RetentionRule,
)
from mentoring.models.destruction import RECORDS, SEALED_KINDS
from mentoring.services import emptying, rights, sealed_notes
from mentoring.vocabulary import AppointedRole
from notifications import incidents
from workflows import engine
from workflows.actors import Actor, SystemProcess
from workflows.models import Record

logger = logging.getLogger(__name__)

DESTRUCTION = SystemProcess("destruction")


def propose_by_rule(
    home: Organisation, rule: RetentionRule, keys: Sequence[int], *, by: Actor, now: datetime
) -> Destruction:
    """Begin a destruction of these records of the rule's kind."""
    draft = Destruction(
        organisation=home,
        rule=rule,
        proposed_at=now,
        office=AppointedRole.DPO,
        kinds=[rule.kind],
        counts={rule.kind: len(keys)},
    )
    return begin(draft, {rule.kind: keys}, by, now)


@transaction.atomic
def begin(
    draft: Destruction, keys: Mapping[str, Collection[int]], by: Actor, now: datetime
) -> Destruction:
    """A drafted destruction of the records with these keys, by kind."""
    made = engine.begin(draft, by=by, now=now)
    DestructionItem.objects.bulk_create(
        DestructionItem(destruction=made, kind=kind, subject_id=pk)
        for kind, found in keys.items()
        for pk in found
    )
    return made


def finish(made: Destruction, now: datetime) -> Destruction:
    """Destroy everything of a destruction that a person has set going, and certify it.

    It may be cut off anywhere and run again. Not inside a transaction.
    """
    keys: dict[str, list[int]] = {}
    for kind, pk in made.items.order_by("pk").values_list("kind", "subject_id"):
        keys.setdefault(kind, []).append(pk)
    by = _who_destroys(made)
    for kind, found in keys.items():
        _empty(kind, found, by, now)
        if kind in SEALED_KINDS:
            sealed = RECORDS[kind].objects.filter(pk__in=found).values("key")
            for key in CaseKey.objects.filter(pk__in=sealed).order_by("pk"):
                sealed_notes.destroy(key, by=by, now=now)
    return _certify(made, now)


@transaction.atomic
def _empty(kind: str, keys: Sequence[int], by: User, now: datetime) -> None:
    """Accounts that close with it are entered in the journal, each once."""
    people = Person.objects.filter(pk__in=keys if kind == RecordKind.PERSON else ())
    closing = list(User.objects.filter(person__in=people, is_active=True).order_by("pk"))
    emptying.empty(kind, keys)
    for user in closing:
        rights.enter_closed(user, by=by, now=now)


def finish_all(now: datetime) -> int:
    """Those that were set going and cut off; how many are finished now.

    One that fails is told of as an incident and tried again.
    """
    rows = Destruction.objects.filter(state=DestructionState.DESTROYING)
    return sum(_tried(made, now) for made in rows.order_by("pk"))


def _tried(made: Destruction, now: datetime) -> bool:
    key = f"destruction:{made.uid}"
    try:
        finish(made, now)
    except Exception:
        logger.exception("a destruction could not be finished")
        incidents.raise_once(
            incidents.draft(key, kind="destruction", reason="not_finished", now=now)
        )
        return False
    incidents.recover(key, now=now)
    return True


def _who_destroys(made: Destruction) -> User:
    rows = Record.objects.filter(subject_kind=made.kind, subject_id=made.pk, transition="destroy")
    by = rows.select_related("actor").latest("version").actor
    assert by  # noqa: S101 nobody but a person sets it going
    return by


@transaction.atomic
def _certify(made: Destruction, now: datetime) -> Destruction:
    """Under the next number of the organisation."""
    list(Organisation.objects.select_for_update(of=("self",)).filter(pk=made.organisation_id))
    held = Destruction.objects.filter(organisation=made.organisation_id)
    last = held.aggregate(last=Max("number"))["last"] or 0
    return engine.perform(made, "certify", by=DESTRUCTION, now=now, data={"number": last + 1})


def counted(kinds: Mapping[str, Collection[int]], *, of_one: bool) -> dict[str, int]:
    """Numbers by kind; of one person's records those of class C are not said."""
    numbers = Counter({kind: len(found) for kind, found in kinds.items()})
    return {kind: n for kind, n in numbers.items() if not (of_one and kind in CLASS_C)}
