"""Storing a calendar; open deadlines that run by it are planned anew."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from workflows import replanning
from workflows.calendar_values import CalendarPlan, SpecialDay
from workflows.hours import write_hours, write_week
from workflows.models import Calendar, CalendarDay


def publish(content: CalendarPlan, *, now: datetime) -> Calendar | None:
    """Store a calendar as it stands in its file; None if that is what is stored already.

    Open deadlines that run by a changed calendar are planned again.
    """
    fields, days = _fields(content), [_day(day) for day in content.days]
    canonical = json.dumps([fields, days], sort_keys=True, default=str)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    with transaction.atomic():
        held = Calendar.objects.select_for_update().filter(code=content.code).first()
        if held is not None and held.digest == digest:
            return None
        calendar = held or Calendar(code=content.code, revision=0)
        for name, value in fields.items():
            setattr(calendar, name, value)
        calendar.digest = digest
        calendar.revision += 1
        calendar.save()
        calendar.days.all().delete()
        CalendarDay.objects.bulk_create(CalendarDay(calendar=calendar, **day) for day in days)
        if held is not None:
            cause = f"calendar:{calendar.code}:{calendar.revision}"
            replanning.begin(cause, {"calendar_id": calendar.pk}, now)
    return calendar


def _fields(content: CalendarPlan) -> dict[str, Any]:
    notes = [content.source_label, content.covers.note]
    return {
        "name": content.name,
        "zone": content.zone,
        "week": write_week(content.week.plan),
        "covers_from": content.covers.first,
        "covers_to": content.covers.last,
        "source_label": "\n".join(note for note in notes if note),
    }


def _day(day: SpecialDay) -> dict[str, Any]:
    return {
        "date": day.date,
        "kind": day.kind.value,
        "hours": None if day.hours is None else write_hours(day.hours),
        "name": day.name,
        "decree": day.decree,
    }
