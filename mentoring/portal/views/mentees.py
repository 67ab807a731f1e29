"""The status of all one's mentees on one page: a tap for each, and one to save."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.models import Relationship
from mentoring.portal.frame import Visit, page
from mentoring.portal.presenters import caseload as presenter
from mentoring.portal.versions import read_version
from mentoring.queries import caseload
from mentoring.services.once import once, read_token
from workflows import engine
from workflows.errors import Refused


@page("GET", "POST")
def mentees(visit: Visit) -> HttpResponse:
    rows = caseload.active_mentees(visit.user, visit.now)
    if visit.request.method == "POST":
        updates = [_update(visit, row) for row in rows if f"status-{row.uid}" in visit.request.POST]
        refused = [refusal for refusal in updates if refusal]
        for refusal in refused:
            messages.error(visit.request, refusal)
        if done := len(updates) - len(refused):
            said = ngettext("%(number)s status updated.", "%(number)s statuses updated.", done)
            messages.success(visit.request, said % {"number": done})
        return redirect("portal:mentees")
    lines = presenter.lines(rows, caseload.status_due(rows), visit.now)
    return visit.show("mentees.html", {"lines": lines, "token": uuid4()})


def _update(visit: Visit, row: Relationship) -> str:
    """What was refused, with the mentee's name; nothing if it was done, now or before."""
    data = visit.request.POST
    try:
        once(
            f"{read_token(data)}:{row.uid}",
            lambda: engine.perform(
                row,
                "update_status",
                by=visit.user,
                now=visit.now,
                data={"status": data[f"status-{row.uid}"]},
                expected_version=read_version(data.get(f"version-{row.uid}", "")),
            ),
            by=visit.user,
            now=visit.now,
        )
    except Refused as refused:
        return _("%(mentee)s: %(reason)s") % {"mentee": row.mentee, "reason": refused}
    return ""
