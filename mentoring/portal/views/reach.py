"""People who cannot be reached: told by hand, with a text to copy and a word kept of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring.models import Contact, Person
from mentoring.portal.forms.reach import ContactForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office
from mentoring.portal.presenters import reach as presenter
from mentoring.portal.presenters import words
from mentoring.queries import office, reach
from mentoring.services import reaching

UNPROCESSABLE = 422


@page()
def listed(visit: Visit) -> HttpResponse:
    rows = reach.with_contacts(reach.unreached(visit.user, visit.now))
    found = Paginator(rows, A_PAGE).get_page(visit.request.GET.get("page", ""))
    lines = [presenter.line(row, visit.now) for row in found]
    return show_office(visit, "reach.html", {"lines": lines, "page": found, "query": ""})


@page("GET", "POST")
def one(visit: Visit, uid: UUID) -> HttpResponse:
    person: Person = visit.find("person", ("user", "unit__organisation"), uid=uid).row
    form = ContactForm(visit.request.POST if visit.request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        reaching.note_contact(person, given["way"], given["note"], by=visit.user, now=visit.now)
        messages.success(visit.request, _("Kept, with your name and the time."))
        return redirect("portal:reach_one", person.uid)
    return _shown(visit, person, form)


def _shown(visit: Visit, person: Person, form: ContactForm) -> HttpResponse:
    waits = reach.awaited_of_people(visit.user, visit.now).filter(responsible=person.user)
    rows = list(waits.order_by("due_at", "pk")[:A_PAGE])
    contacts = Contact.objects.filter(person=person).select_related("by").order_by("-at", "-pk")
    context: dict[str, Any] = {
        "person": person,
        "form": form,
        "waits": [(words.awaited(row.name), row.due_at, row.due_at < visit.now) for row in rows],
        "text": reaching.text_for(person, rows[0].due_at if rows else None),
        "contacts": [presenter.said(one) for one in contacts[:A_PAGE]],
        "slips": [
            (programme.name, reverse("portal:print_slips", args=[programme.uid]))
            for programme in office.programmes_with_slip_of(person, visit.user, visit.now)
        ],
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return show_office(visit, "reach_one.html", context, status=status)
