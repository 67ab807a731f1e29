"""Programs that are told by signed webhook: named, chosen for, switched, and told again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.models import Organisation
from mentoring.portal.forms.programs import ProgramForm, TopicsForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office
from mentoring.portal.presenters import programs as presenter
from mentoring.services import programs
from notifications.models import Delivery, Endpoint

UNPROCESSABLE = 422


@page("GET", "POST")
def listed(visit: Visit, uid: UUID) -> HttpResponse:
    home: Organisation = visit.find("organisation", uid=uid).row
    if visit.request.method != "POST":
        return _list(visit, home, ProgramForm())
    form = ProgramForm(visit.request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made, secret = programs.add(
                home, given["url"], given["topics"], by=visit.user, now=visit.now
            )
            return _shown(visit, home, made, TopicsForm(), secret=secret)
        except ValidationError as refused:
            form.refuse(refused)
    return _list(visit, home, form, UNPROCESSABLE)


def _list(visit: Visit, home: Organisation, form: ProgramForm, status: int = 200) -> HttpResponse:
    rows = Endpoint.objects.filter(owner=home.uid).order_by("created_at", "pk")
    lines = [(row, presenter.host(row), presenter.topics(row)) for row in rows]
    context = {"organisation": home, "form": form, "lines": lines}
    return show_office(visit, "programs.html", context, status=status)


@page("GET", "POST")
def one(visit: Visit, uid: UUID) -> HttpResponse:
    row: Endpoint = visit.find("endpoint", ("made_by",), uid=uid).row
    home = Organisation.objects.get(uid=row.owner)
    if visit.request.method != "POST":
        return _shown(visit, home, row, TopicsForm({"topics": row.topics}))
    match visit.request.POST.get("do", ""):
        case "topics":
            return _chosen(visit, home, row)
        case "renew":
            secret = programs.renew(row, now=visit.now)
            row.refresh_from_db()
            return _shown(visit, home, row, TopicsForm({"topics": row.topics}), secret=secret)
        case "off":
            programs.switch_off(row, now=visit.now)
            messages.success(visit.request, _("It is told nothing until you switch it on again."))
        case "on":
            programs.switch_on(row)
            messages.success(visit.request, _("It is told again from now on."))
        case _:
            _again(visit, row)
    return redirect("portal:program", row.uid)


def _chosen(visit: Visit, home: Organisation, row: Endpoint) -> HttpResponse:
    form = TopicsForm(visit.request.POST)
    if not form.is_valid():
        return _shown(visit, home, row, form, status=UNPROCESSABLE)
    programs.choose(row, form.cleaned_data["topics"])
    messages.success(visit.request, _("Your choice counts from now on."))
    return redirect("portal:program", row.uid)


def _again(visit: Visit, row: Endpoint) -> None:
    key = _key(visit.request.POST.get("again", ""))
    copy = row.copies.filter(pk=key).first() if key else None
    if copy is None:
        messages.error(visit.request, _("It is not known any more. Look at the list again."))
    elif programs.send_again(copy, by=visit.user, now=visit.now):
        messages.success(visit.request, _("It is sent again within a minute."))
    else:
        messages.error(visit.request, _("It is on its way already, or the program is off."))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _shown(
    visit: Visit,
    home: Organisation,
    row: Endpoint,
    form: TopicsForm,
    *,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    copies = Delivery.objects.filter(endpoint=row).select_related("notice")
    found = Paginator(copies.order_by("-due_at", "-pk"), A_PAGE).get_page(
        visit.request.GET.get("page", "")
    )
    context: dict[str, Any] = {
        "organisation": home,
        "row": row,
        "host": presenter.host(row),
        "form": form,
        "secret": secret,
        "posts": [presenter.post(copy, row) for copy in found],
        "page": found,
        "query": "",
    }
    return show_office(visit, "program.html", context, status=status)
