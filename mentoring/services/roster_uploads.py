"""A roster in two steps: kept with its preview, then brought in by a worker, however long it takes.

Sent twice or confirmed twice it does no more than once; cut off anywhere it goes on later.
"""

import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation

from accounts.models import User
from mentoring.models import Programme, RosterImport, RosterUpload
from mentoring.services import roster
from mentoring.services.roster import RosterPlan
from mentoring.services.roster_file import read_sheet
from mentoring.services.roster_problems import Problem
from mentoring.services.roster_rejects import header_of, rejected_csv
from mentoring.services.roster_verdicts import Decision, Verdict
from notifications import incidents

logger = logging.getLogger(__name__)

HOLD = timedelta(minutes=5)
KEPT = timedelta(days=1)


def keep(
    programme: Programme, name: str, content: bytes, *, by: User, now: datetime
) -> RosterUpload:
    """The file with its preview; raises UnreadableRoster. The same file again is the same row."""
    plan = _plan(programme, content, now)
    upload, _created = RosterUpload.objects.update_or_create(
        programme=programme,
        digest=plan.sheet.digest,
        by=by,
        confirmed_at=None,
        defaults={
            "name": name.replace("\0", "")[:120],
            "content": content,
            "preview": [_row(plan, decision) for decision in plan.decisions],
            "rejects": _rejects(plan),
            "created_at": now,
        },
    )
    return upload


def confirm(upload: RosterUpload, *, now: datetime) -> bool:
    """Let a worker bring it in; False if that was said before."""
    waiting = RosterUpload.objects.filter(pk=upload.pk, confirmed_at=None)
    return waiting.update(confirmed_at=now) == 1


def discard(upload: RosterUpload) -> bool:
    """Forget a preview; False if it was confirmed meanwhile."""
    return RosterUpload.objects.filter(pk=upload.pk, confirmed_at=None).delete()[0] > 0


def bring_next(now: datetime, stop: Callable[[], bool]) -> int:
    """Bring in the confirmed file that waits longest, until `stop`; 0 if none waits."""
    upload = _claim(now)
    if upload is None:
        return 0
    try:
        done = _bring(upload, now, stop)
    except Exception:
        # Held for a while, so that a file that breaks something does not do so all the time.
        logger.exception("roster %s could not be brought in", upload.uid)
        _tell(upload, now)
        return 1
    if not done:
        RosterUpload.objects.filter(pk=upload.pk).update(held_until=None)
    return 1


def written(upload: RosterUpload) -> int:
    """How many people have been written so far."""
    taken = {"verdict__in": (Verdict.NEW, Verdict.CHANGED)}
    found = RosterImport.objects.filter(programme=upload.programme_id, digest=upload.digest)
    return sum(one.rows.filter(**taken).count() for one in found.order_by("pk"))


def to_write(upload: RosterUpload) -> int:
    return sum(row["verdict"] in (Verdict.NEW, Verdict.CHANGED) for row in upload.preview)


def forget_old(now: datetime) -> None:
    """Previews nobody confirmed, and files that are done."""
    done = Q(confirmed_at=None) | Q(finished_at__isnull=False)
    RosterUpload.objects.filter(done, created_at__lt=now - KEPT).delete()


def _waiting(now: datetime) -> QuerySet[RosterUpload]:
    free = Q(held_until=None) | Q(held_until__lte=now)
    return RosterUpload.objects.filter(free, confirmed_at__isnull=False, finished_at=None)


def _claim(now: datetime) -> RosterUpload | None:
    rows = _waiting(now).select_related("programme__organisation__calendar", "by")
    found = rows.order_by("confirmed_at", "pk").first()
    if found and _waiting(now).filter(pk=found.pk).update(held_until=now + HOLD):
        return found
    return None


def _bring(upload: RosterUpload, now: datetime, stop: Callable[[], bool]) -> bool:
    """Whether the end was reached; what is written by then stays written."""
    plan = _plan(upload.programme, bytes(upload.content), now)
    outcomes: dict[int, Decision] = {}
    for outcome in roster.bring(plan, by=upload.by, now=now):
        outcomes[outcome.number] = outcome
        if stop():
            return False
    final = tuple(outcomes.get(row.number, row) for row in plan.decisions)
    with translation.override(upload.by.language):
        _finish(upload, replace(plan, decisions=final), now)
    return True


def _finish(upload: RosterUpload, plan: RosterPlan, now: datetime) -> None:
    """What became of each row, over all runs of the file."""
    taken = RosterImport.objects.get(programme=upload.programme, digest=upload.digest)
    verdicts = dict(taken.rows.order_by("pk").values_list("number", "verdict"))
    rows = [
        _row(plan, row) | {"verdict": verdicts.get(row.number, row.verdict)}
        for row in plan.decisions
    ]
    with transaction.atomic():
        RosterUpload.objects.filter(pk=upload.pk, finished_at=None).update(
            finished_at=now, held_until=None, preview=rows, rejects=_rejects(plan)
        )
        incidents.recover(_key(upload), now=now)


def _plan(programme: Programme, content: bytes, now: datetime) -> RosterPlan:
    today = now.astimezone(ZoneInfo(programme.organisation.zone)).date()
    with tempfile.NamedTemporaryFile() as held:
        held.write(content)
        held.flush()
        sheet = read_sheet(Path(held.name))
    return roster.plan(sheet, programme=programme, today=today)


def _row(plan: RosterPlan, decision: Decision) -> dict[str, Any]:
    entry = decision.judged.entry
    return {
        "number": decision.number,
        "verdict": decision.verdict.value,
        "name": entry.name if entry else "",
        "problems": [_problem(plan, one) for one in decision.problems],
    }


def _problem(plan: RosterPlan, problem: Problem) -> Mapping[str, Any]:
    return {**problem.facts(), "header": header_of(plan, problem)}


def _rejects(plan: RosterPlan) -> str:
    if all(decision.verdict != Verdict.REJECTED for decision in plan.decisions):
        return ""
    return rejected_csv(plan).decode("utf-8-sig")


def _tell(upload: RosterUpload, now: datetime) -> None:
    facts = {"programme": str(upload.programme.uid)}
    incident = incidents.draft(
        _key(upload), kind="roster", reason="import_failed", facts=facts, now=now
    )
    incidents.raise_once(incident)


def _key(upload: RosterUpload) -> str:
    return f"roster:{upload.uid}"


def problems_of(row: Mapping[str, Any]) -> Sequence[tuple[str, Problem]]:
    """The problems of a preview's row, each with the column as its file calls it."""
    return [
        (one["header"], Problem(one["column"], one["code"], one["params"]))
        for one in row["problems"]
    ]
