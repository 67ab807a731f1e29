"""How one wishes to be told, and what does not follow wishes and why."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.portal.forms.manners import MannersForm, opened
from mentoring.portal.frame import Visit, page
from mentoring.services.wishes import wish

UNPROCESSABLE = 422


@page("GET", "POST")
def manners(visit: Visit) -> HttpResponse:
    person = visit.standing.person
    if person is None:
        raise Http404
    if visit.request.method != "POST":
        return visit.show("manners.html", {"form": MannersForm(initial=opened(person.wished))})
    form = MannersForm(visit.request.POST)
    if form.is_valid():
        try:
            wish(person, form.wishes, by=visit.user, now=visit.now)
            messages.success(visit.request, _("You are told like this from now on."))
            return redirect("portal:manners")
        except ValidationError as refused:
            form.refuse(refused)
    return visit.show("manners.html", {"form": form}, UNPROCESSABLE)
