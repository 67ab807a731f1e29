"""Open incidents and copies that do not leave: tried again, or given up with a reason."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.portal.forms.closing import ClosingForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office, waiting
from mentoring.portal.presenters import audits
from mentoring.portal.presenters import incidents as presenter
from mentoring.portal.presenters.incidents import Trouble
from mentoring.queries import troubles
from mentoring.services import auditing
from mentoring.upkeep_relations import operates
from notifications import incidents, pace, under_way
from notifications.models import Delivery, Incident

UNPROCESSABLE = 422
RETRY = "retry"


@page()
def listed(visit: Visit) -> HttpResponse:
    counts = waiting(visit)
    asked = visit.request.GET
    open_pages = Paginator(troubles.incidents(visit.user, visit.now), A_PAGE)
    late_pages = Paginator(troubles.late_copies(visit.user, visit.now), A_PAGE)
    open_pages.count, late_pages.count = counts.incidents, counts.late
    found = open_pages.get_page(asked.get("page", ""))
    late = late_pages.get_page(asked.get("late", ""))
    rows, going = list(found), under_way.rounds(visit.now)
    about = troubles.subjects(rows)
    context: dict[str, Any] = {
        "operates": False,
        "open": [presenter.of_incident(row, about, visit.user) for row in rows],
        "late": [presenter.of_copy(row, going.of(row, visit.now)) for row in late],
        "page": found,
        "late_page": late,
        "counts": counts,
        "going": going,
        "queues": [queue for queue in pace.queues(visit.now) if queue.most or queue.mails],
    }
    if operates(visit.user):
        kept = auditing.kept()
        context |= {
            "operates": True,
            "audits": audits.said(kept),
            "balance": audits.balance(kept),
        }
    return show_office(visit, "incidents.html", context, counts=counts)


@page("GET", "POST")
def incident(visit: Visit, uid: UUID) -> HttpResponse:
    row: Incident = visit.find(
        "incident", ("delivery__notice__recipient", "delivery__endpoint"), uid=uid
    ).row
    line = presenter.of_incident(row, troubles.subjects([row]), visit.user)
    return _decided(
        visit,
        line,
        retry=lambda: incidents.retry(row, by=visit.user, now=visit.now),
        skip=lambda reason: incidents.skip(row, by=visit.user, reason=reason, now=visit.now),
    )


@page("GET", "POST")
def delivery(visit: Visit, uid: UUID) -> HttpResponse:
    row: Delivery = visit.find("delivery", ("notice__recipient", "endpoint"), pk=uid).row
    if not troubles.is_late(row, visit.now):
        return show_office(visit, "incident.html", {"one": None, "form": None})
    return _decided(
        visit,
        presenter.of_copy(row, under_way.rounds(visit.now).of(row, visit.now)),
        retry=lambda: incidents.retry_copy(row, by=visit.user, now=visit.now),
        skip=lambda reason: incidents.skip_copy(row, by=visit.user, reason=reason, now=visit.now),
    )


def _decided(
    visit: Visit, line: Trouble, *, retry: Callable[[], Any], skip: Callable[[str], Any]
) -> HttpResponse:
    data = visit.request.POST
    if visit.request.method == "POST" and data.get("do") == RETRY and line.retry:
        return _done(visit, retry, _("It is tried again within a minute."))
    form = ClosingForm(data if visit.request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(visit, lambda: skip(reason), _("Closed, with your reason."))
    status = UNPROCESSABLE if form.is_bound else 200
    return show_office(visit, "incident.html", {"one": line, "form": form}, status=status)


def _done(visit: Visit, act: Callable[[], Any], said: str) -> HttpResponse:
    """Only rows are written here; the sender takes them up outside of any request."""
    try:
        act()
        messages.success(visit.request, said)
    except incidents.AlreadyClosed:
        messages.success(visit.request, _("This was settled already."))
    return redirect("portal:incidents")
