"""Everything one was told, with the reason why one was; opening marks nothing as read by itself."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect

from mentoring.models import (
    Breach,
    BreakGlass,
    Correction,
    CounsellingCase,
    DataRequest,
    Matter,
    PerformanceCounselling,
    Relationship,
    Session,
)
from mentoring.permissions import Hat
from mentoring.portal.frame import Visit, page
from mentoring.portal.presenters import letters, overdue, whys, words
from mentoring.portal.presenters import lists as many
from mentoring.queries import access, house_styles, lateness, reach
from mentoring.queries.whys import rule_of
from notifications import lists
from notifications.models import Notice

A_PAGE = 30
KINDS = frozenset(
    model.kind
    for model in (
        Relationship,
        Session,
        Correction,
        Matter,
        PerformanceCounselling,
        CounsellingCase,
        DataRequest,
        Breach,
        BreakGlass,
    )
)


@page()
def listed(visit: Visit) -> HttpResponse:
    rows = access.rows("notice", visit.user, visit.now)
    number = visit.request.GET.get("page", "")
    rows = lists.counted(rows).order_by("-created_at", "-pk")
    found = Paginator(rows, A_PAGE).get_page(number)
    told = letters.lines(house_styles.read_by(visit.user, found))
    return visit.show("inbox.html", {"lines": told, "page": found})


@page()
def notice(visit: Visit, uid: UUID) -> HttpResponse:
    row = visit.find("notice", (house_styles.READER,), pk=uid).row
    words_of = letters.opened(row)
    context = {
        "notice": row,
        "words": words_of,
        "lead": words_of.body.partition("\n\n")[0],
        "subject": _subject(visit, row),
        "coordinates": Hat.COORDINATOR in visit.hats,
        "why": whys.why(row, rule_of(row)),
        **_lateness(visit, row),
        "by_hand": reach.awaited_of_notice(row, visit.user, visit.now),
        **many.of_notice(row, visit.request.GET.get("page", "")),
    }
    return visit.show("notice.html", context)


@page("POST")
def read(visit: Visit, uid: UUID) -> HttpResponse:
    row = visit.find("notice", pk=uid).row
    Notice.objects.filter(pk=row.pk).mark_read(visit.now)
    return redirect("portal:notice", uid)


def _lateness(visit: Visit, row: Notice) -> dict[str, Any]:
    """For a superior who was told that somebody is late: where it stands, and what to do."""
    told = access.rows("escalation", visit.user, visit.now).select_related("acknowledgement")
    found = told.filter(pk=row.pk).first()
    if found is None:
        return {}
    return {
        "superior": True,
        "late": overdue.of_notice(lateness.of_notice(found), lateness.corrections_by(visit.user)),
    }


def _subject(visit: Visit, row: Notice) -> str:
    """Where the matter itself is, if the reader still has a part in it."""
    if row.subject_kind not in KINDS:
        return ""
    rows = access.rows(row.subject_kind, visit.user, visit.now)
    found = rows.filter(pk=row.subject_id).first()
    return words.address(found) if found else ""
