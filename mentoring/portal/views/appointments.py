"""A head of service appoints and ends appointments, and sees who changed the rules of the house."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.models import Appointment, Organisation, Person
from mentoring.portal.forms.appointments import AppointForm, EndForm
from mentoring.portal.frame import Visit, page
from mentoring.queries import appointments as queries
from mentoring.queries import superiors
from mentoring.rules import office_day
from mentoring.services import appointments
from mentoring.vocabulary import AppointedRole

UNPROCESSABLE = 422
ROLES = appointments.APPOINTS[AppointedRole.HEAD]


@page()
def led(visit: Visit) -> HttpResponse:
    """Whoever leads one service only is there at once."""
    found = list(queries.led(visit.user, visit.now))
    if len(found) == 1:
        return redirect("portal:appointments", found[0].uid)
    return visit.show("leading.html", {"organisations": found})


@page("GET", "POST")
def one(visit: Visit, uid: UUID) -> HttpResponse:
    home: Organisation = visit.find("organisation", uid=uid).row
    today = office_day(visit.now)
    if visit.request.method != "POST":
        return _shown(visit, home, AppointForm(roles=ROLES, initial={"first": today}))
    if "appointment" in visit.request.POST:
        return _ended(visit, home)
    form = AppointForm(visit.request.POST, roles=ROLES)
    matches = _matches(visit, form) if form.is_valid() else []
    if len(matches) > 1:
        return _shown(visit, home, form, matches=matches)
    if not matches or not _appointed(visit, home, form, matches[0]):
        return _shown(visit, home, form, UNPROCESSABLE)
    return redirect("portal:appointments", home.uid)


def _matches(visit: Visit, form: AppointForm) -> Sequence[Person]:
    """Those the text may mean; the one chosen of several before."""
    found = superiors.colleagues(visit.user.person, form.cleaned_data["name"])
    chosen = visit.request.POST.get("person", "")
    one = [person for person in found if str(person.uid) == chosen]
    if not found:
        form.add_error("name", _("Nobody of that name is in your organisation."))
    return one or found


def _appointed(visit: Visit, home: Organisation, form: AppointForm, person: Person) -> bool:
    given = form.cleaned_data
    role = AppointedRole(given["role"])
    try:
        appointments.appoint(
            home, person, role, given["first"], given["last"], by=visit.user, now=visit.now
        )
    except ValidationError as refused:
        for name, problems in refused.message_dict.items():
            form.add_error(name if name in form.fields else None, problems)
        return False
    said = _("%(name)s: %(office)s.") % {"name": person.display_name, "office": role.label}
    messages.success(visit.request, said)
    return True


def _ended(visit: Visit, home: Organisation) -> HttpResponse:
    """Only what this page offers: no head of service, and of this organisation."""
    form = EndForm(visit.request.POST)
    number = visit.request.POST.get("appointment", "")
    held = Appointment.objects.filter(organisation=home, role__in=ROLES)
    found = held.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if found is None or not form.is_valid():
        return _shown(visit, home, AppointForm(roles=ROLES), UNPROCESSABLE, ending=form)
    try:
        appointments.end(found, form.cleaned_data["last"], by=visit.user, now=visit.now)
    except ValidationError as refused:
        form.add_error("last", refused.message_dict["last"])
        return _shown(visit, home, AppointForm(roles=ROLES), UNPROCESSABLE, ending=form)
    messages.success(visit.request, _("The appointment ends on that day."))
    return redirect("portal:appointments", home.uid)


def _shown(
    visit: Visit,
    home: Organisation,
    form: AppointForm,
    status: int = 200,
    *,
    matches: Sequence[Person] = (),
    ending: EndForm | None = None,
) -> HttpResponse:
    today = office_day(visit.now)
    rows = queries.of(home)
    over = [row for row in rows if row.valid_to is not None and row.valid_to < today]
    context: dict[str, Any] = {
        "organisation": home,
        "form": form,
        "matches": matches,
        "ending": ending,
        "held": [(row, row.role in ROLES) for row in rows if row not in over],
        "over": over[: queries.LINES],
        "journal": queries.journal(home),
        "today": today.isoformat(),
    }
    return visit.show("appointments.html", context, status)
