"""An organisation's own days: looked at, sent in as a file, seen first, published in a name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.models import Organisation
from mentoring.portal.forms.calendar import CalendarForm, PublishForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office
from mentoring.portal.presenters import calendars as presenter
from mentoring.queries import calendars as queries
from mentoring.services import calendar_rows, calendars
from mentoring.services.calendar_preview import Preview, preview
from mentoring.services.calendar_rows import Day, UnfitDays
from workflows.errors import Conflict

UNPROCESSABLE, CONFLICT = 422, 409


@page("GET", "POST")
def one(visit: Visit, uid: UUID) -> HttpResponse:
    home: Organisation = visit.find("organisation", ("calendar",), uid=uid).row
    if visit.request.method == "POST":
        if visit.request.POST.get("do") == "publish":
            return _published(visit, home)
        return _tried(visit, home)
    if visit.request.GET.get("as") == "csv":
        return _file(home)
    return _shown(visit, home, CalendarForm())


def _tried(visit: Visit, home: Organisation) -> HttpResponse:
    form = CalendarForm(visit.request.POST, visit.request.FILES)
    days = form.days()
    if not days:
        return _shown(visit, home, form, UNPROCESSABLE)
    try:
        seen = preview(home, days)
    except UnfitDays as unfit:
        form.refuse(unfit)
        return _shown(visit, home, form, UNPROCESSABLE)
    return _preview(visit, home, form.file_name, days, seen)


def _published(visit: Visit, home: Organisation) -> HttpResponse:
    form = PublishForm(visit.request.POST)
    try:
        made = calendars.publish(
            home,
            form.days(),
            name=form.cleaned_data["name"],
            by=visit.user,
            now=visit.now,
            expected=form.cleaned_data["version"],
        )
    except UnfitDays as unfit:
        again = CalendarForm(visit.request.POST, visit.request.FILES)
        again.errors.clear()
        again.refuse(unfit)
        return _shown(visit, home, again, UNPROCESSABLE)
    except Conflict as conflict:
        return _shown(visit, home, CalendarForm(), CONFLICT, refusal=str(conflict))
    if made is None:
        messages.success(visit.request, _("Nothing was different, so nothing was published."))
    else:
        messages.success(visit.request, _("The days count from now on. What is open moves."))
    return redirect("portal:organisation_calendar", home.uid)


def _preview(
    visit: Visit, home: Organisation, name: str, days: tuple[Day, ...], seen: Preview
) -> HttpResponse:
    found, number = presenter.changes(seen), presenter.number(seen)
    context = {
        "organisation": home,
        "name": name,
        "content": calendar_rows.write(days),
        "version": queries.tag(home),
        "number": number,
        "lines": found,
        "more": number - len(found),
        "moving": seen.moving,
        "doubts": seen.doubts,
    }
    return show_office(visit, "calendar_preview.html", context)


def _shown(
    visit: Visit, home: Organisation, form: CalendarForm, status: int = 200, refusal: str = ""
) -> HttpResponse:
    pages = Paginator(calendars.own(home), A_PAGE)
    found = pages.get_page(visit.request.GET.get("page", ""))
    context: dict[str, Any] = {
        "organisation": home,
        "form": form,
        "refusal": refusal,
        "calendars": queries.bases(home),
        "lines": presenter.lines(found),
        "page": found,
        "imports": queries.imports(home)[:A_PAGE],
        "query": "",
    }
    return show_office(visit, "calendar.html", context, status=status)


def _file(home: Organisation) -> HttpResponse:
    """What stands here, to be changed and sent in again."""
    text = calendar_rows.write(calendars.own(home))
    answer = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="days.csv"'
    return answer
