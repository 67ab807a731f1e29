"""Acting on many items together: chosen on a list, looked at, confirmed, and what became of each.

The preview is kept on the server, so what was looked at is what is done, once.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.models import BulkAct
from mentoring.portal.forms.bulk import DEFAULT, as_looked_at, form_for, given_by
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office
from mentoring.portal.presenters import bulk as presenter
from mentoring.queries import access
from mentoring.queries import bulk as queries
from mentoring.services import bulk
from notifications.models import Notice

UNPROCESSABLE = 422


@page("POST")
def chosen(visit: Visit) -> HttpResponse:
    """From a list: what was ticked, or all of it."""
    data = visit.request.POST
    kind = data.get("kind", "")
    keys = _keys(visit) if kind in BulkAct.Kind.values else ()
    found = queries.picked(keys[: bulk.MOST], visit.user, visit.now)
    if not found:
        messages.error(visit.request, _("Nothing was chosen. Tick what it is about first."))
        return redirect(_back(data.get("list", "")))
    if len(keys) > bulk.MOST:
        said = _(
            "More were chosen than can be done at once."
            " These are the first %(most)s; do the others afterwards."
        )
        messages.warning(visit.request, said % {"most": bulk.MOST})
    act = bulk.look(kind, DEFAULT.get(kind, {}), found, by=visit.user, now=visit.now)
    return redirect("portal:bulk_one", act.uid)


@page("GET", "POST")
def one(visit: Visit, uid: UUID) -> HttpResponse:
    act: BulkAct = visit.find("bulk_act", ("by",), uid=uid).row
    if visit.request.method != "POST":
        return _shown(visit, act, form_for(act.kind, act.given))
    if act.confirmed_at is not None and visit.request.POST.get("do") == "take_back":
        bulk.take_back(act, now=visit.now)
    elif act.confirmed_at is not None:
        bulk.go_on(act, visit.now, bulk.AT_ONCE)
    else:
        return _decided(visit, act)
    return redirect("portal:bulk_one", act.uid)


def _decided(visit: Visit, act: BulkAct) -> HttpResponse:
    """Other days than those looked at are looked at first."""
    data = visit.request.POST
    form = form_for(act.kind, act.given, data)
    looks = data.get("do") != "confirm"
    if looks and "reason" in form.fields:
        form.fields["reason"].required = False
    if not form.is_valid():
        return _shown(visit, act, form, UNPROCESSABLE)
    given = given_by(form)
    begun = bulk.has_begun_since(act, visit.now)
    if looks or begun or as_looked_at(given) != as_looked_at(act.given):
        bulk.look_again(act, given, now=visit.now)
        if not looks:
            said = _("You had looked at other days. This is what these would do; confirm it now.")
            messages.error(visit.request, said)
    else:
        bulk.confirm(act, given, now=visit.now)
    return redirect("portal:bulk_one", act.uid)


def _shown(visit: Visit, act: BulkAct, form: forms.Form, status: int = 200) -> HttpResponse:
    numbers = presenter.counts(act)
    asked = visit.request.GET.get("show", "")
    wanted = asked if asked in numbers else ""
    rows = act.items.select_related("practitioner__person").order_by("place")
    if wanted:
        rows = rows.filter(outcome="" if wanted == presenter.WAITS else wanted)
    found = Paginator(rows, A_PAGE).get_page(visit.request.GET.get("page", ""))
    context = {
        "act": act,
        "title": presenter.TITLES[act.kind],
        "form": form,
        "days": presenter.days(act),
        "ready": bool(act.given) or not form.fields,
        "possible": numbers.get(presenter.WAITS, 0),
        "settled": sum(numbers.values()) - numbers.get(presenter.WAITS, 0),
        "total": sum(numbers.values()),
        "choices": presenter.choices(act, numbers, wanted),
        "lines": presenter.lines(act, list(found)),
        "page": found,
        "query": f"show={wanted}&" if wanted else "",
    }
    return show_office(visit, "bulk.html", context, status=status)


def _keys(visit: Visit) -> Sequence[queries.Key]:
    data: Any = visit.request.POST
    ticked = list(queries.read_keys(data.getlist("item")))
    match data.get("all", ""):
        case "looking" | "offered" as which:
            return queries.of_requests(which, visit.user, visit.now, bulk.MOST + 1)
        case "list":
            head = _list(visit, data.get("list", ""))
            return queries.of_list(head, bulk.MOST + 1) if head else ticked
        case _ticked:
            return ticked


def _list(visit: Visit, uid: str) -> Notice | None:
    try:
        key = UUID(uid)
    except ValueError:
        return None
    found: Notice | None = access.one("notice", visit.user, visit.now, pk=key)
    return found


def _back(uid: str) -> str:
    try:
        return f"/inbox/{UUID(uid)}"
    except ValueError:
        return "/requests/"
