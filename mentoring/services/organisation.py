"""Founding organisations and growing the tree of their units."""

from datetime import date

from django.db import transaction

from mentoring.models import Organisation, Unit
from mentoring.vocabulary import OrganisationKind, UnitKind
from workflows.models import Calendar


@transaction.atomic
def found(
    *, code: str, name: str, kind: OrganisationKind, zone: str, calendar: Calendar, day: date
) -> Organisation:
    """The organisation of a code with its root unit; one that exists is left as it is."""
    organisation, _created = Organisation.objects.get_or_create(
        code=code, defaults={"name": name, "kind": kind, "zone": zone, "calendar": calendar}
    )
    Unit.objects.get_or_create(
        organisation=organisation,
        parent=None,
        defaults={
            "name": organisation.name,
            "kind": UnitKind.ROOT,
            "calendar": organisation.calendar,
            "valid_from": day,
        },
    )
    return organisation


def add_unit(*, parent: Unit, name: str, kind: UnitKind = UnitKind.OPD, day: date) -> Unit:
    """The open unit of a name below a parent, created if there is none."""
    unit, _created = Unit.objects.get_or_create(
        parent=parent,
        name=name,
        valid_to=None,
        defaults={"organisation": parent.organisation, "kind": kind, "valid_from": day},
    )
    return unit
