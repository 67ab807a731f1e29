"""Effects of a correction: the reporting line changes, so that whoever is right is found."""

from collections.abc import Iterable

from django.db.models import QuerySet

from mentoring.models import Correction, Person, ReportingLine
from mentoring.models.reporting import succession
from workflows import hooks
from workflows.change import BulkUpdate, Change, Effects

KIND = "correction"


@hooks.owners(KIND, "settle")
def the_person(pk: int) -> Iterable[QuerySet[Person]]:
    """Whoever else changes the person's lines waits here."""
    return [Person.objects.filter(pk__in=Correction.objects.filter(pk=pk).values("person"))]


@hooks.consequence(KIND, "settle")
def line_is_corrected(change: Change) -> Effects:
    correction = _correction(change)
    day = change.data["valid_from"]
    step = succession(correction.person, correction.right_superior, day, lines=correction.lines())
    held = step.held if step.changes else None
    return Effects(
        [step.begun] if step.begun else [],
        [BulkUpdate(ReportingLine.objects.filter(pk=held.pk), step.changes)] if held else [],
    )


def _correction(change: Change) -> Correction:
    assert isinstance(change.subject, Correction)  # noqa: S101 registered for this kind only
    return change.subject
