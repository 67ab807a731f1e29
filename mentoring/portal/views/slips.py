"""Slips to print, by programme and unit, as a PDF that is made once and kept nowhere."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.clock import now as accounts_now
from mentoring.models import Programme
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import show_office
from mentoring.queries import office
from mentoring.services import slips
from mentoring.services.slips_pdf import as_pdf


@page()
def listed(visit: Visit) -> HttpResponse:
    rows = office.programmes_with_slips(visit.user, visit.now)
    return show_office(visit, "slips.html", {"programmes": rows})


@page("GET", "POST")
def of_programme(visit: Visit, programme: UUID) -> HttpResponse:
    found: Programme = visit.find("programme", ("organisation",), uid=programme).row
    if visit.request.method == "POST":
        return _print(visit, found)
    units = office.slips_by_unit(found)
    context = {
        "programme": found,
        "units": units,
        "open": sum(unit.open for unit in units),
        "printed": sum(unit.printed for unit in units),
    }
    return show_office(visit, "slips_programme.html", context)


def _print(visit: Visit, programme: Programme) -> HttpResponse:
    """Only POST prints: every printing ends the codes printed before."""
    data = visit.request.POST
    unit = _uid(data.get("unit", ""))
    printed = slips.issue(
        programme, now=visit.now, real_now=accounts_now(), again="again" in data, unit=unit
    )
    if not printed:
        messages.error(visit.request, _("There is no slip to print."))
        return redirect("portal:print_slips", programme.uid)
    place = slugify(printed[0].slip.person.unit.name) if unit else ""
    name = "-".join(filter(None, ("slips", slugify(programme.code), place)))
    answer = HttpResponse(as_pdf(programme, printed), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def _uid(text: str) -> UUID | None:
    """Anything but the key of a unit stands for a unit that has no slips."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
