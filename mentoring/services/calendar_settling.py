"""Letting every part of an organisation work by what is set for it; what is open moves along.

Where own days hold, it is by a calendar of the holder's own, laid over the shipped one, which
stays shared.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from mentoring.models import Organisation, Unit
from mentoring.queries import calendars as queries
from mentoring.services import calendar_layout
from mentoring.services.calendar_layout import Layout, Place, Works
from workflows import calendar_publishing, replanning
from workflows.models import Calendar, Deadline

AT_ONCE = 5000


def settle(organisation: Organisation, now: datetime) -> None:
    """Call it with the organisation's row locked; done again it changes nothing.

    Raises OutsideTable if a deadline would fall due beyond its calendar.
    """
    layout = calendar_layout.read(organisation)
    for works, places in layout.groups([None, *layout.units]).items():
        calendar = _calendar(layout, works)
        moved = _point(organisation, places, calendar)
        if calendar.scope:
            plan = replace(layout.plan(works), code=calendar.code)
            if calendar_publishing.publish(plan, now=now):
                continue
        cause = f"calendar:{calendar.code}:{calendar.revision}"
        for some in moved:
            replanning.begin(cause, {"pk__in": some}, now)


def _calendar(layout: Layout, works: Works) -> Calendar:
    """A new one of a holder's own says nothing until it is published."""
    base = layout.shipped[works.base]
    if not layout.has_own(works):
        return base
    home = layout.home(works.holder)
    uid = (home.unit or home.organisation).uid
    own, _created = Calendar.objects.get_or_create(
        scope=queries.scope(home),
        base=base,
        defaults={
            "code": f"{base.code[:40]}-{uid.hex[:16]}",
            "name": base.name,
            "zone": base.zone,
            "week": base.week,
            "covers_from": base.covers_from,
            "covers_to": base.covers_to,
            "revision": 0,
        },
    )
    return own


def _point(
    organisation: Organisation, places: Collection[Place], calendar: Calendar
) -> Sequence[Sequence[int]]:
    """Units and open deadlines that do not work by the calendar yet; the latter, in batches."""
    units = [place for place in places if place is not None]
    Unit.objects.filter(pk__in=units).exclude(calendar=calendar).update(calendar=calendar)
    if None in places and organisation.calendar_id != calendar.pk:
        organisation.calendar = calendar
        organisation.save(update_fields=["calendar"])
    rows = queries.deadlines(organisation, places).exclude(calendar=calendar).order_by("pk")
    moved = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    batches = [moved[first : first + AT_ONCE] for first in range(0, len(moved), AT_ONCE)]
    for some in batches:
        Deadline.objects.filter(pk__in=some).update(calendar=calendar)
    return batches
