"""Rules of retention: shipped, changed by the officer with an entry in the journal; and what is
due by them is proposed for destruction every night, never destroyed."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from mentoring.machines.destruction import DestructionState
from mentoring.machines.retention_codes import COUNTED_FROM, RecordKind
from mentoring.models import Destruction, Organisation, Person, RetentionRule
from mentoring.models.data_request import officers
from mentoring.queries import retention as queries
from mentoring.rules import office_day
from mentoring.services import destructions, journal
from mentoring.services.journal import What
from workflows.actors import SystemProcess

RETENTION = SystemProcess("retention")
LONGEST: Final = 1200  # months
ONLY_THE_OFFICER = gettext_lazy("The data protection officer decides how long records are kept.")
UNENDED: Final = tuple(state for state in DestructionState if state not in Destruction.final)


@transaction.atomic
def load(path: Path, now: datetime) -> list[str]:
    """Store the shipped rules; the kinds of those that are new."""
    fresh = []
    for given in yaml.safe_load(path.read_text(encoding="utf-8")):
        shipped = RetentionRule.objects.filter(organisation=None, kind=given["kind"])
        if shipped.filter(valid_from=given["valid_from"]).exists():
            continue
        _end(shipped, given["valid_from"])
        RetentionRule.objects.create(organisation=None, **given)
        fresh.append(str(given["kind"]))
    return fresh


@transaction.atomic
def change(
    organisation: Organisation,
    kind: RecordKind,
    months: int,
    source_label: str,
    first: date,
    *,
    by: User,
    now: datetime,
) -> RetentionRule:
    """The organisation's own period of a kind from a day on, in place of the one before.

    The caller has asked whether `by` `decides`. Raises ValidationError by field (`months`,
    `first`, `source_label`).
    """
    list(Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation.pk))
    own = RetentionRule.objects.filter(organisation=organisation, kind=kind)
    wrong = {}
    if first < office_day(now):
        wrong["first"] = _("This day is over. Please give today or a later day.")
    elif own.filter(valid_from__gte=first).exists():
        wrong["first"] = _("Another rule begins on that day or later.")
    if not 1 <= months <= LONGEST:
        wrong["months"] = _("Give a number of months from 1 to 1200.")
    if not source_label.strip():
        wrong["source_label"] = _("Say what the period rests on.")
    if wrong:
        raise ValidationError(wrong)
    _end(own, first)
    made = RetentionRule.objects.create(
        organisation=organisation,
        kind=kind,
        months=months,
        since=COUNTED_FROM[kind],
        source_label=source_label.strip(),
        valid_from=first,
    )
    facts = {"kind": str(kind), "months": months, "first": first.isoformat()}
    journal.enter(
        organisation, What.RETENTION_CHANGED, about=str(made.uid), by=by, now=now, **facts
    )
    return made


def decides(person: Person, now: datetime) -> bool:
    """Whether they answer for the data of their organisation."""
    return person in officers(person.organisation_id, office_day(now))


def look(now: datetime) -> int:
    """Propose what is due in every organisation; how many proposals.

    Of a kind that is proposed already nothing more is, nor where nobody could approve it.
    """
    return sum(_look_at(home, now) for home in Organisation.objects.order_by("pk"))


def _look_at(home: Organisation, now: datetime) -> int:
    day = office_day(now)
    if not officers(home, day):
        return 0
    open_now = Destruction.objects.filter(organisation=home, request=None, state__in=UNENDED)
    busy = set(open_now.values_list("rule__kind", flat=True))
    proposed = 0
    for rule in queries.rules(home, day):
        if rule.kind in busy:
            continue
        if keys := queries.due(rule, home, now):
            destructions.propose_by_rule(home, rule, keys, by=RETENTION, now=now)
            proposed += 1
    return proposed


def _end(rows: QuerySet[RetentionRule], first: date) -> None:
    rows.filter(valid_to=None).update(valid_to=first - timedelta(days=1))
