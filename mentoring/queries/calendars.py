"""By which calendars an organisation works, and the open deadlines that run by them."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from mentoring.models import CalendarImport, Correction, Matter, Organisation, Relationship, Session
from workflows.models import Calendar, Deadline
from workflows.models.deadline import DeadlineQuerySet

OF = {
    Relationship: "organisation",
    Session: "relationship__organisation",
    Correction: "organisation",
    Matter: "organisation",
}


def scope(organisation: Organisation) -> str:
    return f"organisation:{organisation.uid}"


def bases(organisation: Organisation) -> Sequence[Calendar]:
    """The shipped calendars that it and its units work by, directly or under their own days."""
    used = {organisation.calendar_id, *organisation.units.values_list("calendar_id", flat=True)}
    own = Calendar.objects.filter(scope=scope(organisation)).values("base")
    rows = Calendar.objects.filter(Q(pk__in=used) | Q(pk__in=own), scope="")
    return list(rows.order_by("code"))


def tag(organisation: Organisation) -> str:
    """What a form remembers, to notice that somebody else has published meanwhile."""
    rows = CalendarImport.objects.filter(organisation=organisation).order_by("-number")
    return str(rows.values_list("number", flat=True).first() or 0)


def deadlines(organisation: Organisation, calendars: Iterable[Calendar]) -> DeadlineQuerySet:
    """Those open by these calendars that await somebody of the organisation.

    Where several people are awaited, it is the organisation of the matter that counts.
    """
    theirs = Q(responsible__person__organisation=organisation)
    for model, path in OF.items():
        subjects = model._base_manager.filter(**{path: organisation}).order_by()
        theirs |= Q(responsible=None, subject_kind=model.kind, subject_id__in=subjects.values("pk"))
    return Deadline.objects.open().filter(theirs, calendar__in=list(calendars))


def imports(organisation: Organisation) -> QuerySet[CalendarImport]:
    """What was published, the newest first, without the files themselves."""
    rows = CalendarImport.objects.filter(organisation=organisation)
    return rows.defer("content").select_related("by__person").order_by("-number")
