"""Slips of paper that tell people without own e-mail that they take part, and how to sign in."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from mentoring.models import Programme, Slip


def open_slips(programme: Programme, *, again: bool = False) -> QuerySet[Slip]:
    """Slips not printed yet, or all of them, in the order in which they are handed out."""
    slips = Slip.objects.filter(programme=programme).select_related(
        "person__user", "person__unit", "person__organisation", "programme"
    )
    slips = slips if again else slips.filter(printed_at=None)
    return slips.order_by(
        "person__organisation__name", "person__unit__name", "person__unit", "person__name", "pk"
    )


@transaction.atomic
def print_slips(programme: Programme, *, now: datetime, again: bool = False) -> str:
    """An HTML page of slips, a new sheet for each unit; they count as printed from now on."""
    slips = list(open_slips(programme, again=again).select_for_update(of=("self",)))
    Slip.objects.filter(pk__in=[slip.pk for slip in slips], printed_at=None).update(printed_at=now)
    return render_to_string(
        "mentoring/slips.html",
        {"programme": programme, "slips": slips, "site": settings.SITE_URL},
    )
