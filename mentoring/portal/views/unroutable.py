"""Escalations that reached nobody: listed with the search that failed, closed with a reason."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.portal.forms.closing import ClosingForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office, waiting
from mentoring.portal.presenters import unroutable as presenter
from mentoring.portal.presenters import words
from mentoring.queries import troubles
from mentoring.queries.house_styles import letterhead_of, picture
from mentoring.services import letter_pdf
from notifications import incidents
from notifications.models import Notice

UNPROCESSABLE = 422


@page()
def listed(visit: Visit) -> HttpResponse:
    counts = waiting(visit)
    pages = Paginator(troubles.unroutable(visit.user, visit.now), A_PAGE)
    found = pages.get_page(visit.request.GET.get("page", ""))
    lost = list(troubles.unroutable_incidents(visit.user, visit.now)[:A_PAGE])
    rows = list(found)
    about = troubles.subjects([*rows, *lost])
    context = {
        "lines": [
            *(presenter.of_incident(row, about, visit.user) for row in lost),
            *(presenter.of_notice(row, about, visit.user) for row in rows),
        ],
        "page": found,
    }
    return show_office(visit, "unroutable.html", context, counts=counts)


@page("GET", "POST")
def one(visit: Visit, uid: UUID) -> HttpResponse:
    row: Notice = visit.find("unroutable", pk=uid).row
    form = ClosingForm(visit.request.POST if visit.request.method == "POST" else None)
    if form.is_valid():
        return _close(visit, row, form.cleaned_data["reason"])
    line = presenter.of_notice(row, troubles.subjects([row]), visit.user)
    status = UNPROCESSABLE if form.is_bound else 200
    return show_office(visit, "unroutable_one.html", {"one": line, "form": form}, status=status)


@page()
def letter(visit: Visit, uid: UUID) -> HttpResponse:
    """To be printed and handed to who is above the limit for escalations."""
    row: Notice = visit.find("unroutable", pk=uid).row
    what = words.awaited(row.facts.get("deadline", ""))
    head = letterhead_of(visit.user)
    logo = picture(head.logo.digest) if head.logo else None
    content = letter_pdf.as_pdf(row, what, head.letterhead, logo, by=visit.user, now=visit.now)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return answer


def _close(visit: Visit, row: Notice, reason: str) -> HttpResponse:
    incident = incidents.draft(
        f"{troubles.UNROUTABLE}:{row.cause}"[:200],
        kind=troubles.UNROUTABLE,
        reason="nobody_to_tell",
        facts={"path": row.path},
        subject=(row.subject_kind, row.subject_id),
        now=visit.now,
    )
    try:
        incidents.set_aside(incident, by=visit.user, reason=reason, now=visit.now)
        messages.success(visit.request, _("Closed. It comes back if the next escalation fails."))
    except incidents.AlreadyClosed:
        messages.success(visit.request, _("This was closed already."))
    return redirect("portal:unroutable")
