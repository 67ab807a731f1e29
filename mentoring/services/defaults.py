"""The shipped calendars and escalation policies: read, checked, and stored where they changed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import transaction

from mentoring.models import JournalEntry
from mentoring.queries.policies import MACHINES
from mentoring.services import calendars, consent_texts, journal, permission_book, retention
from mentoring.services.journal import What
from workflows import calendar_files, calendar_publishing, checks, policies, policy_files
from workflows.actors import SystemProcess
from workflows.calendar_values import CalendarPlan
from workflows.policy import Policy
from workflows.strict_yaml import FileFaults

FOLDER = Path(__file__).resolve().parents[1] / "defaults"
RELEASE = SystemProcess("release")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Codes of what was new or changed."""

    calendars: tuple[str, ...]
    policies: tuple[str, ...]


@cache
def shipped_policies() -> dict[str, Policy]:
    """By code; FileFaults if a file is not sound."""
    paths = sorted((FOLDER / "policies").glob("*.yaml"))
    return {policy.code: policy for path in paths for policy in policy_files.read(path)}


@cache
def shipped_calendars() -> tuple[CalendarPlan, ...]:
    """FileFaults if a file is not sound."""
    return calendar_files.read(FOLDER / "calendars")


@transaction.atomic
def load(now: datetime) -> Loaded:
    """Store the shipped files; what has not changed stays as it is, so it can be run again."""
    stored = [
        plan.code for plan in shipped_calendars() if calendar_publishing.publish(plan, now=now)
    ]
    calendars.follow(now)
    consent_texts.load(FOLDER / "consent.yaml", now)
    published = [
        code for code, policy in shipped_policies().items() if policies.publish(policy, now=now)
    ]
    loaded = Loaded(tuple(stored), tuple(published))
    _enter(loaded, now)
    if kinds := retention.load(FOLDER / "retention.yaml", now):
        what = What.RETENTION_CHANGED
        journal.enter(None, what, about="retention", by=RELEASE, now=now, kinds=kinds)
    return loaded


def _enter(loaded: Loaded, now: datetime) -> None:
    """A new release brings new defaults, and may bring another permission table."""
    if loaded.calendars or loaded.policies:
        facts = {"calendars": list(loaded.calendars), "policies": list(loaded.policies)}
        journal.enter(None, What.SHIPPED_LOADED, about="defaults", by=RELEASE, now=now, **facts)
    digest = hashlib.sha256(permission_book.text().encode()).hexdigest()
    last = JournalEntry.objects.filter(scope="", what=What.PERMISSIONS).order_by("-number").first()
    if last is None or last.about != digest:
        journal.enter(None, What.PERMISSIONS, about=digest, by=RELEASE, now=now)


def check_policies(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """System check: every policy a machine names is shipped and sound, and none is idle."""
    try:
        shipped = shipped_policies()
    except FileFaults as faults:
        return [Error(str(faults), id="mentoring.E001")]
    found = [fault for model in MACHINES for fault in checks.policy_faults(model, shipped)]
    named = {code for model in MACHINES for spec in model.deadlines for code in spec.policy_codes}
    return [
        *found,
        *[
            Error(f"policy {code} is shipped but no machine names it", id="mentoring.E002")
            for code in sorted(shipped.keys() - named)
        ],
    ]
