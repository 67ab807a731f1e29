"""Auditing by schedule: what is open every hour, everything by night; faults become an incident."""

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from mentoring.queries import audit
from mentoring.queries.audit import Verdict
from mentoring.services import all_well
from notifications import incidents
from notifications.models import Incident
from workflows.models import EngineState
from workflows.now import database_time

logger = logging.getLogger(__name__)

OPEN, WHOLE = "open", "whole"
KEYS = {OPEN: "audit:open", WHOLE: "audit"}
NIGHT = range(17, 22)  # hours in UTC: midnight to five in Jakarta
A_NIGHT = timedelta(hours=12)
TOO_LONG = timedelta(hours=36)


def examine(now: datetime, *, whole: bool) -> Verdict:
    """Audit, keep what was found for the operator, and raise or close the incident of it.

    What is open is part of the whole: a sound whole closes both incidents, and only where neither
    is open the outside hears that all is well.
    """
    began = time.monotonic()
    verdict = audit.verdict(now) if whole else audit.verdict_on_open(now)
    if whole:
        verdict = verdict.joined(audit.verdict_on_open(now))
    extent = WHOLE if whole else OPEN
    _keep(extent, verdict, now, time.monotonic() - began)
    if not verdict.sound:
        _raise(extent, verdict, now)
        return verdict
    for key in KEYS.values() if whole else [KEYS[OPEN]]:
        incidents.recover(key, now=now)
    if not Incident.objects.open().filter(key__in=KEYS.values()).exists():
        all_well.tell()
    return verdict


def whole_is_due(now: datetime) -> bool:
    """At the first look of a night, or whenever the nights have passed without one."""
    last = kept().get(WHOLE, {}).get("at")
    if last is None:
        return True
    since = now - datetime.fromisoformat(last)
    return since > TOO_LONG or (now.astimezone(UTC).hour in NIGHT and since > A_NIGHT)


def kept() -> dict[str, Any]:
    """What the last audits said, by extent."""
    found: dict[str, Any] | None = EngineState.objects.values_list("audits", flat=True).first()
    return found or {}


def _keep(extent: str, verdict: Verdict, now: datetime, took: float) -> None:
    said = {
        "at": now.isoformat(),
        "seconds": round(took, 1),
        "faults": len(verdict.findings),
        "codes": verdict.codes,
        "figures": verdict.figures,
    }
    with transaction.atomic():
        state, _created = EngineState.objects.select_for_update().get_or_create(pk=1)
        audits = {**state.audits, extent: said}
        EngineState.objects.filter(pk=1).update(audits=audits, audited_at=database_time())


def _raise(extent: str, verdict: Verdict, now: datetime) -> None:
    codes = ", ".join(verdict.codes)
    logger.error("the audit (%s) found %s faults: %s", extent, len(verdict.findings), codes)
    facts = {"codes": verdict.codes, "faults": len(verdict.findings), "extent": extent}
    incidents.raise_once(
        incidents.draft(KEYS[extent], kind="audit", reason="faults_found", facts=facts, now=now)
    )
