"""Whom a client keeps out of an open case after they asked, and whose name they take back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from mentoring.models import CounsellingCase, KeptOut
from mentoring.services import case_lines
from workflows import engine
from workflows.machine import Machine


@transaction.atomic
def keep_out(
    case: CounsellingCase, *, by: User, now: datetime, data: Mapping[str, Any], version: Any
) -> Machine:
    """From this moment, as if they were in the client's line: a counsellor loses the case."""
    done = engine.perform(case, "keep_out", by=by, now=now, data=data, expected_version=version)
    person = done.of_service(data["out"])
    assert person is not None  # noqa: S101 the guard has looked
    KeptOut.objects.create(case=done, person=person, named=True)
    rows = CounsellingCase.objects.filter(pk=done.pk)
    case_lines.settle(rows, {done.pk}, now)
    return rows.select_related(*CounsellingCase.related).get()


@transaction.atomic
def let_in(
    case: CounsellingCase, *, by: User, now: datetime, data: Mapping[str, Any], version: Any
) -> Machine:
    """Whom a line keeps out as well, today or from tomorrow, stays out by the line."""
    done = engine.perform(case, "let_in", by=by, now=now, data=data, expected_version=version)
    [row] = KeptOut.objects.filter(case=done, named=True, person__uid=data["back"])
    moments = (now, now + case_lines.DAY)
    if any(case_lines.in_line([done.client], {row.person_id}, moment) for moment in moments):
        row.named = False
        row.save(update_fields=["named"])
    else:
        row.delete()
    case_lines.settle(CounsellingCase.objects.filter(pk=done.pk), {done.pk}, now)
    return done
