"""Away from–to in one tap: today, this week or any days; and back again."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from mentoring.models import Person
from mentoring.portal.forms.away import AwayForm, quick
from mentoring.portal.frame import Visit, page
from mentoring.portal.templatetags.portal import short_day
from mentoring.services.absence import come_back, state_away, today_of

UNPROCESSABLE = 422
PLACES = {"home": "portal:home", "inbox": "portal:inbox"}


@page("GET", "POST")
def away(visit: Visit) -> HttpResponse:
    person = visit.standing.person
    if person is None:
        raise Http404
    data: Any = visit.request.POST
    if visit.request.method != "POST":
        return _shown(visit, AwayForm())
    if "back" in data:
        return _back(visit, person, data["back"])
    form = AwayForm(quick(data["quick"], today_of(person, visit.now)) if "quick" in data else data)
    if not form.is_valid() or not _stated(visit, person, form):
        return _shown(visit, form, UNPROCESSABLE)
    said = _("You are away from %(first)s to %(last)s. Whoever waits for you sees it.")
    first, last = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
    messages.success(visit.request, said % {"first": short_day(first), "last": short_day(last)})
    return _on(visit)


def _stated(visit: Visit, person: Person, form: AwayForm) -> bool:
    """The same days said twice, as by a second tap, are said once."""
    first, last = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
    if any((days.first, days.last) == (first, last) for days in visit.away):
        return True
    try:
        state_away(person, first, last, by=visit.user, now=visit.now)
    except ValidationError as refused:
        for name, said in refused.message_dict.items():
            form.add_error(name, said)
        return False
    return True


def _back(visit: Visit, person: Person, text: str) -> HttpResponse:
    day = _day(text)
    if day and come_back(person, day, by=visit.user, now=visit.now):
        messages.success(visit.request, _("You are not away any more."))
    return _on(visit)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _on(visit: Visit) -> HttpResponse:
    return redirect(PLACES.get(visit.request.POST.get("from", ""), "portal:away"))


def _shown(visit: Visit, form: AwayForm, status: int = 200) -> HttpResponse:
    return visit.show("away.html", {"form": form}, status)
