"""Deadlines that stand still: of one matter, or of a whole programme; and going on early."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.machines.reasons import StandstillReason
from mentoring.models import Relationship
from mentoring.portal.forms.pause import PauseForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import show_office
from mentoring.portal.presenters import words
from mentoring.queries import pauses
from mentoring.services import pausing
from workflows.models import Pause

UNPROCESSABLE = 422


@page("GET", "POST")
def of_programme(visit: Visit, uid: UUID) -> HttpResponse:
    row = visit.find("programme", ("organisation__calendar",), uid=uid).row
    return _answer(visit, row, row.name)


@page("GET", "POST")
def of_relationship(visit: Visit, uid: UUID) -> HttpResponse:
    row = visit.find("relationship", Relationship.related, uid=uid).row
    return _answer(visit, row, words.title(row, visit.user))


def _answer(visit: Visit, row: Any, name: str) -> HttpResponse:
    data = visit.request.POST
    if visit.request.method != "POST":
        return _shown(visit, row, name, PauseForm())
    if "end" in data:
        return _ended(visit, row, data["end"])
    form = PauseForm(data)
    if not form.is_valid() or not _paused(visit, row, form):
        return _shown(visit, row, name, form, UNPROCESSABLE)
    messages.success(visit.request, _("The deadlines stand still on these days."))
    return redirect(visit.request.path)


def _paused(visit: Visit, row: Any, form: PauseForm) -> bool:
    """The same pause sent twice, as by a second tap, is set once."""
    given = form.cleaned_data
    if any(_same(held.row, row, given) for held in _not_over(visit, row)):
        return True
    try:
        pausing.pause(row, **given, by=visit.user, now=visit.now)
    except ValidationError as refused:
        for field, said in refused.message_dict.items():
            form.add_error(field, said)
        return False
    return True


def _same(held: Pause, row: Any, given: dict[str, Any]) -> bool:
    first, last = pausing.days_of(row, held)
    return (first, last, held.reason) == (given["first"], given["last"], given["reason"])


def _ended(visit: Visit, row: Any, uid: str) -> HttpResponse:
    held = next((one.row for one in _not_over(visit, row) if str(one.row.uid) == uid), None)
    if held and pausing.go_on(row, held, by=visit.user, now=visit.now):
        messages.success(visit.request, _("The deadlines go on from now."))
    return redirect(visit.request.path)


def _not_over(visit: Visit, row: Any) -> Any:
    return pauses.not_over(pausing.target_of(row), visit.now)


def _shown(visit: Visit, row: Any, name: str, form: PauseForm, status: int = 200) -> HttpResponse:
    reasons = dict(StandstillReason.choices)
    held = [
        (one, *pausing.days_of(row, one.row), reasons.get(one.row.reason, ""))
        for one in _not_over(visit, row)
    ]
    context = {"name": name, "item": row, "held": held, "form": form}
    return show_office(visit, "pauses.html", context, status=status)
