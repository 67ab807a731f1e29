"""What the counselling coordinator keeps: the duty roster, and requests of who came or called."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.models import CounsellingCase, CounsellingOffice
from mentoring.portal.forms.own import OnBehalfForm
from mentoring.portal.forms.own_office import RosterForm, begun
from mentoring.portal.frame import Visit, page
from mentoring.queries import own
from mentoring.services import counselling_case as cases
from mentoring.services import counselling_offices
from mentoring.services.once import once, read_token
from workflows.errors import Refused

UNPROCESSABLE, CONFLICT = 422, 409


@page("GET", "POST")
def kept(visit: Visit, uid: UUID) -> HttpResponse:
    organisation = visit.find("organisation", uid=uid).row
    people = own.serving(organisation, visit.now)
    rows = CounsellingOffice.objects.select_related("person", "deputy")
    office = rows.filter(organisation=organisation).first()
    if visit.request.method != "POST":
        form = RosterForm(people=people, initial=begun(office))
        return visit.show("own_office.html", {"form": form, "organisation": organisation})
    form = RosterForm(visit.request.POST, people=people)
    if form.is_valid():
        try:
            counselling_offices.keep(organisation, form.roster(), by=visit.user, now=visit.now)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(visit.request, _("The duty roster is kept."))
            return redirect("portal:own_office", uid)
    shown = {"form": form, "organisation": organisation}
    return visit.show("own_office.html", shown, UNPROCESSABLE)


@page("GET", "POST")
def enter(visit: Visit, uid: UUID) -> HttpResponse:
    """A request of somebody who came in person or called."""
    organisation = visit.find("organisation", uid=uid).row
    form = OnBehalfForm(visit.request.POST if visit.request.method == "POST" else None)
    context = {"form": form, "organisation": organisation, "token": uuid4(), "refusal": ""}
    if not form.is_bound or not form.is_valid():
        return visit.show("own_behalf.html", context, UNPROCESSABLE if form.is_bound else 200)
    given = form.cleaned_data
    client = own.found(organisation, given.pop("who").strip())
    if client is None:
        form.add_error("who", _("Nobody, or more than one, is called so here."))
        return visit.show("own_behalf.html", context, UNPROCESSABLE)
    request = cases.Request(**given)

    def act() -> CounsellingCase:
        return cases.ask(client, request, by=visit.user, now=visit.now)

    try:
        once(read_token(visit.request.POST), act, by=visit.user, now=visit.now)
    except Refused as refused:
        return visit.show("own_behalf.html", {**context, "refusal": str(refused)}, CONFLICT)
    messages.success(visit.request, _("It is sent."))
    return redirect("portal:own")
