"""Legal holds: placing one, looking at it again, lifting it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.machines.legal_hold import HoldReason
from mentoring.models import LegalHold, Person
from mentoring.portal.drafts import Desk
from mentoring.portal.forms.legal_holds import HoldForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.presenters.subject_page import subject_page
from mentoring.portal.refusals import made
from mentoring.queries import superiors
from mentoring.services import legal_holds

UNPROCESSABLE, A_PAGE = 422, 100


_desk = Desk(lambda visit: HoldForm.base_fields)


@page("GET", "POST", late=_desk.late)
@_desk
def listed(visit: Visit) -> HttpResponse:
    if visit.request.method != "POST":
        return _listed(visit, HoldForm(initial=visit.begun))
    form = HoldForm(visit.request.POST)
    matches = _matches(visit, form) if form.is_valid() else []
    if len(matches) > 1:
        return _listed(visit, form, matches=matches)
    if not form.errors and (placed := _placed(visit, form, matches)):
        return redirect(placed)
    return _listed(visit, form, UNPROCESSABLE)


def _matches(visit: Visit, form: HoldForm) -> Sequence[Person]:
    """Those the text may mean; the one chosen of several before."""
    name = form.cleaned_data["name"]
    if not name or form.cleaned_data["case_uid"]:
        if name:
            form.add_error("name", legal_holds.SAY_WHICH)
        return []
    found = superiors.colleagues(visit.user.person, name)
    chosen = visit.request.POST.get("person", "")
    if not found:
        form.add_error("name", _("Nobody of that name is in your organisation."))
    return [person for person in found if str(person.uid) == chosen] or found


def _placed(visit: Visit, form: HoldForm, matches: Sequence[Person]) -> str:
    given: dict[str, Any] = form.cleaned_data

    def act() -> LegalHold:
        return legal_holds.place(
            visit.user.person.organisation,
            matches[0] if matches else given["case_uid"],
            HoldReason(given["why"]),
            given["document"],
            given["until"],
            by=visit.user,
            now=visit.now,
        )

    return made(visit, form, act, _("The hold stands: nothing of it is destroyed."))


def _listed(
    visit: Visit, form: HoldForm, status: int = 200, *, matches: Sequence[Person] = ()
) -> HttpResponse:
    rows = LegalHold.objects.visible_to(visit.user, visit.now)
    rows = rows.select_related("person").order_by("state", "-placed_at", "-pk")
    found = list(rows[:A_PAGE])
    context = {
        "form": form,
        "token": uuid4(),
        "matches": matches,
        "standing": [row for row in found if row.is_open(row.state)],
        "lifted": [row for row in found if not row.is_open(row.state)],
    }
    return visit.show("legal_holds.html", context, status)


@page()
def one(visit: Visit, uid: UUID) -> HttpResponse:
    seen = visit.find("legal_hold", LegalHold.related, uid=uid)
    row: LegalHold = seen.row
    row.as_of = visit.now
    context = subject_page(row, seen.relations, visit.user, visit.now)
    return visit.show("legal_hold.html", context)
