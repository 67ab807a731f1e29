"""Days and weeks of an organisation or a unit: looked at, seen first, set in a name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.portal.forms.calendar import ABOVE, CalendarForm, PublishForm, WeekForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office
from mentoring.portal.presenters import calendars as presenter
from mentoring.queries import calendars as queries
from mentoring.queries.calendars import Home
from mentoring.services import calendar_layout, calendar_rows, calendars
from mentoring.services.calendar_layout import Layout
from mentoring.services.calendar_preview import Preview, preview, preview_week
from mentoring.services.calendar_rows import Day, UnfitDays
from workflows.errors import Conflict

UNPROCESSABLE, CONFLICT = 422, 409


@page("GET", "POST")
def of_organisation(visit: Visit, uid: UUID) -> HttpResponse:
    return _answer(visit, Home(visit.find("organisation", ("calendar",), uid=uid).row))


@page("GET", "POST")
def of_unit(visit: Visit, uid: UUID) -> HttpResponse:
    unit = visit.find("unit", ("organisation__calendar",), uid=uid).row
    return _answer(visit, Home(unit.organisation, unit))


@page()
def units(visit: Visit, uid: UUID) -> HttpResponse:
    organisation = visit.find("organisation", ("calendar",), uid=uid).row
    pages = Paginator(presenter.units(calendar_layout.read(organisation)), A_PAGE)
    found = pages.get_page(visit.request.GET.get("page", ""))
    context = {"organisation": organisation, "page": found, "query": ""}
    return show_office(visit, "units.html", context)


def _answer(visit: Visit, home: Home) -> HttpResponse:
    if visit.request.method != "POST":
        return _file(home) if visit.request.GET.get("as") == "csv" else _shown(visit, home)
    match visit.request.POST.get("do"):
        case "publish":
            return _published(visit, home)
        case "clear":
            return _preview(visit, home, "", (), preview(home, ()))
        case "remove":
            return _removed(visit, home)
        case "week" | "choose" as does:
            return _week(visit, home, does)
    return _tried(visit, home)


def _tried(visit: Visit, home: Home) -> HttpResponse:
    form = CalendarForm(visit.request.POST, visit.request.FILES)
    days = form.days()
    if not days:
        return _shown(visit, home, form, status=UNPROCESSABLE)
    try:
        seen = preview(home, days)
    except UnfitDays as unfit:
        form.refuse(unfit)
        return _shown(visit, home, form, status=UNPROCESSABLE)
    return _preview(visit, home, form.file_name, days, seen)


def _published(visit: Visit, home: Home) -> HttpResponse:
    form = PublishForm(visit.request.POST)
    try:
        return _store(visit, home, form.days(), form.cleaned_data["name"])
    except UnfitDays as unfit:
        again = CalendarForm(visit.request.POST, visit.request.FILES)
        again.errors.clear()
        again.refuse(unfit)
        return _shown(visit, home, again, status=UNPROCESSABLE)


def _removed(visit: Visit, home: Home) -> HttpResponse:
    try:
        return _store(visit, home, (), "")
    except UnfitDays as unfit:
        return _shown(visit, home, status=UNPROCESSABLE, refusal=str(unfit))


def _store(visit: Visit, home: Home, days: tuple[Day, ...], name: str) -> HttpResponse:
    expected = visit.request.POST.get("version", "")
    try:
        made = calendars.publish(
            home, days, name=name, by=visit.user, now=visit.now, expected=expected
        )
    except Conflict as conflict:
        return _shown(visit, home, status=CONFLICT, refusal=str(conflict))
    if made is None:
        messages.success(visit.request, _("Nothing was different, so nothing was published."))
    else:
        messages.success(visit.request, _("The days count from now on. What is open moves."))
    return redirect(presenter.address(home))


def _week(visit: Visit, home: Home, does: str) -> HttpResponse:
    """Seen first, then chosen."""
    form = _week_form(home, calendar_layout.read(home.organisation), visit.request.POST)
    if not form.is_valid():
        return _shown(visit, home, week=form, status=UNPROCESSABLE)
    calendar, seen = form.chosen(), visit.request.POST.get("version", "")
    try:
        if does == "week":
            context = {
                "home": home,
                "url": presenter.address(home),
                "calendar": calendar,
                "version": queries.tag(home.organisation),
                "same": calendars.chosen(home) == (calendar and calendar.pk),
                "moving": preview_week(home, calendar),
            }
            return show_office(visit, "calendar_week.html", context)
        made = calendars.choose(home, calendar, by=visit.user, now=visit.now, expected=seen)
    except UnfitDays as unfit:
        return _shown(visit, home, status=UNPROCESSABLE, refusal=str(unfit))
    except Conflict as conflict:
        return _shown(visit, home, status=CONFLICT, refusal=str(conflict))
    said = _("It counts from now on. What is open moves.") if made else _("It was so already.")
    messages.success(visit.request, said)
    return redirect(presenter.address(home))


def _week_form(home: Home, layout: Layout, data: Any = None) -> WeekForm:
    chosen = layout.weeks.get(home.key)
    above = layout.works(home.unit.parent_id).base if home.unit else None
    return WeekForm(
        data,
        shipped=layout.shipped.values(),
        above=layout.shipped[above].name if above else "",
        initial={"calendar": layout.shipped[chosen].code if chosen else ABOVE},
    )


def _preview(
    visit: Visit, home: Home, name: str, days: tuple[Day, ...], seen: Preview
) -> HttpResponse:
    found, number = presenter.changes(seen), presenter.number(seen)
    context = {
        "home": home,
        "url": presenter.address(home),
        "name": name,
        "content": calendar_rows.write(days),
        "version": queries.tag(home.organisation),
        "number": number,
        "lines": found,
        "more": number - len(found),
        "moving": seen.moving,
        "doubts": seen.doubts,
    }
    return show_office(visit, "calendar_preview.html", context)


def _shown(
    visit: Visit,
    home: Home,
    form: CalendarForm | None = None,
    *,
    week: WeekForm | None = None,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    layout = calendar_layout.read(home.organisation)
    pages = Paginator(layout.days.get(home.key, ()), A_PAGE)
    found = pages.get_page(visit.request.GET.get("page", ""))
    context: dict[str, Any] = {
        "home": home,
        "url": presenter.address(home),
        "form": form or CalendarForm(),
        "week": week or _week_form(home, layout),
        "refusal": refusal,
        "calendars": layout.bases(home),
        "lines": presenter.lines(found),
        "page": found,
        "imports": queries.imports(home)[:A_PAGE],
        "choices": queries.choices(home)[:A_PAGE],
        "query": "",
    }
    return show_office(visit, "calendar.html", context, status=status)


def _file(home: Home) -> HttpResponse:
    """What stands here, to be changed and sent in again."""
    text = calendar_rows.write(calendars.own(home))
    answer = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="days.csv"'
    return answer
