"""From calendar rows to working time, kept in memory until the revision grows; and publishing."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import transaction

from workflows.calendar_values import CalendarPlan, SpecialDay
from workflows.clock import WorkingTime
from workflows.hours import read_hours, read_week, write_hours, write_week
from workflows.models import Calendar, CalendarDay, Deadline
from workflows.schedule import plan

_tables: dict[tuple[UUID, int, str], WorkingTime] = {}


def working_time(calendar: Calendar) -> WorkingTime:
    """The working time of a calendar; reads the database only for a revision not seen before."""
    key = (calendar.uid, calendar.revision, calendar.digest)  # a revision may be rolled back
    if key not in _tables:
        _tables[key] = _build(calendar)
    return _tables[key]


def _build(calendar: Calendar) -> WorkingTime:
    return WorkingTime.build(
        zone=calendar.zone,
        week=read_week(calendar.week),
        exceptions={
            day: None if hours is None else read_hours(hours)
            for day, hours in calendar.days.values_list("date", "hours")
        },
        first=calendar.covers_from,
        last=calendar.covers_to,
    )


def publish(content: CalendarPlan) -> Calendar | None:
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
            replan(calendar)
    return calendar


def replan(calendar: Calendar) -> int:
    """Derive due and ringing times of its open deadlines again; what has rung stays rung.

    The epoch grows, so that a sweep that planned by the old calendar is overtaken.
    """
    rows = list(
        Deadline.objects.open()
        .filter(calendar=calendar)
        .select_for_update(of=("self",))
        .select_related("policy_version")
        .order_by("pk")
    )
    for row in rows:
        times = plan(row.policy_version.value, anchor=row.anchor_at, working=working_time(calendar))
        row.due_at = times.due_at
        row.next_due_at = times.rings[row.step].at if row.step < len(times.rings) else None
        row.epoch += 1
    Deadline.objects.bulk_update(rows, ["due_at", "next_due_at", "epoch"], batch_size=500)
    return len(rows)


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
