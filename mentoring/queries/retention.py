"""Which rules of retention count, and which records are due by one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from mentoring.machines.destruction import DestructionState
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import (
    Assignment,
    DestructionItem,
    Organisation,
    Person,
    RetentionRule,
)
from mentoring.models.destruction import RECORDS
from mentoring.models.legal_hold import held
from mentoring.rules import office_day
from workflows.models import Record

MOST: Final = 500  # records in one proposal
GONE: Final = "—"  # what stands where a name was


def rules(organisation: Organisation, day: date) -> Sequence[RetentionRule]:
    """The rule of each kind that counts on a day."""
    found = RetentionRule.objects.in_force(organisation, day)
    return [found[kind] for kind in RecordKind if kind in found]


def earlier(organisation: Organisation) -> Sequence[RetentionRule]:
    """The organisation's own rules, the latest first."""
    rows = RetentionRule.objects.filter(organisation=organisation)
    return list(rows.order_by("-valid_from", "kind")[:30])


def due(rule: RetentionRule, organisation: Organisation, now: datetime) -> list[int]:
    """Keys of the records whose time by the rule is over, the oldest first, no more than MOST.

    Not what is part of a destruction, kept for longer by a person's decision, or held.
    """
    day = months_before(office_day(now), rule.months)
    rows: Any = _left(organisation, day)
    if rule.kind != RecordKind.PERSON:
        rows = ended(RECORDS[rule.kind].objects.filter(organisation=organisation))
        rows = rows.filter(ended_at__lt=datetime(day.year, day.month, day.day, tzinfo=UTC))
    return list(_undecided(rows, rule.kind, now).order_by("pk").values_list("pk", flat=True)[:MOST])


def ended(rows: Any) -> Any:
    """Those of a machine that are over, each with `ended_at`."""
    model = rows.model
    past = Record.objects.filter(subject_kind=model.kind, subject_id=OuterRef("pk")).order_by()
    last = past.values("subject_id").annotate(last=Max("at")).values("last")
    return rows.filter(state__in=model.final).annotate(ended_at=Subquery(last))


def _left(organisation: Organisation, day: date) -> QuerySet[Person]:
    """People whose account is closed and whose last post ended before that day."""
    posts = Assignment.objects.filter(person=OuterRef("pk"))
    held = posts.filter(Q(valid_to=None) | Q(valid_to__gte=day))
    rows = Person.objects.filter(organisation=organisation, user__is_active=False)
    return rows.exclude(name=GONE).filter(Exists(posts), ~Exists(held))


def _undecided(rows: QuerySet[Any], kind: str, now: datetime) -> QuerySet[Any]:
    kept = Q(destruction__state=DestructionState.KEPT)
    over = kept & Q(destruction__keep_until__lte=office_day(now))
    items = DestructionItem.objects.filter(kind=kind, subject_id=OuterRef("pk")).exclude(over)
    return rows.filter(~Exists(items)).exclude(pk__in=rows.model.objects.filter(held(kind)))


def months_before(day: date, months: int) -> date:
    """The same day that many months ago, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(f"no day {day.day} in month {month + 1}")


def of_person(person: Person, kind: str) -> list[int]:
    """Keys of the records of a kind that are over and about this person."""
    if kind == RecordKind.PERSON:
        return [person.pk] if not person.user.is_active else []
    part = {RecordKind.RELATIONSHIP: "mentee", RecordKind.DATA_REQUEST: "person"}
    rows = RECORDS[kind].objects.filter(**{part.get(RecordKind(kind), "client"): person})
    items = DestructionItem.objects.filter(kind=kind, subject_id=OuterRef("pk"))
    rows = rows.filter(state__in=RECORDS[kind].final)
    going = items.exclude(destruction__state=DestructionState.KEPT)
    return list(rows.filter(~Exists(going)).order_by("pk").values_list("pk", flat=True))
