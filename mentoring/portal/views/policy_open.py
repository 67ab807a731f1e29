"""Open items that keep an earlier version: what moving would do, moving, taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office
from mentoring.portal.presenters import moving as presenter
from mentoring.portal.presenters import policies as addresses
from mentoring.portal.views.policies import Found, find
from mentoring.queries import access, open_deadlines
from workflows import moving as engine
from workflows.models.deadline import DeadlineQuerySet

ACTS = 5  # shown of those already made


@page("GET", "POST")
def moving(visit: Visit, uid: UUID, kind: str, code: str) -> HttpResponse:
    found = find(visit, kind, uid, code)
    rows = open_deadlines.of_policy(found.place, found.clock).open()
    if visit.request.method == "POST":
        if visit.request.POST.get("do") == "undo":
            _undone(visit, found)
        else:
            _moved(visit, found, rows)
        return redirect(addresses.address(found.place, "policy_open", code))
    return show_office(visit, "policy_open.html", _context(visit, found, rows))


def _context(visit: Visit, found: Found, rows: DeadlineQuerySet) -> dict[str, object]:
    others = rows.exclude(policy_version=found.current).order_by("due_at", "pk")
    batch = list(engine.preview(others[: engine.BATCH], found.current, visit.now))
    shown = batch[:A_PAGE]
    model = found.clock.machine
    seen = access.rows(model.kind, visit.user, visit.now).select_related(*model.related)
    subjects = seen.in_bulk([one.row.subject_id for one in shown])
    return {
        **found.context(),
        "total": others.count() if len(batch) == engine.BATCH else len(batch),
        "batch": len(batch),
        "more": len(batch) - len(shown),
        "at_once": sum(bool(one.at_once) for one in batch),
        "lines": presenter.lines(shown, subjects, found.clock, visit.user),
        "acts": presenter.done(list(open_deadlines.moves(found.place, found.clock.code)[:ACTS])),
    }


def _moved(visit: Visit, found: Found, rows: DeadlineQuerySet) -> None:
    if visit.request.POST.get("version") != str(found.current):
        said = _("Another version counts by now. Nothing was moved; look at it again.")
        messages.error(visit.request, said)
        return
    act = engine.move(rows, found.current, scope=found.place.scope, by=visit.user, now=visit.now)
    if act is not None:
        number = act.rows.count()
        moved = ngettext("%(number)s item was moved.", "%(number)s items were moved.", number)
        messages.success(visit.request, moved % {"number": number})


def _undone(visit: Visit, found: Found) -> None:
    """Whatever has rung or changed since stays where it is."""
    given = visit.request.POST.get("act", "")
    acts = open_deadlines.moves(found.place, found.clock.code)
    act = next((one for one in acts[:ACTS] if str(one.uid) == given), None)
    back = engine.undo(act, by=visit.user, now=visit.now) if act is not None else None
    if back is None:
        messages.success(visit.request, _("This was taken back already."))
        return
    said = ngettext(
        "%(number)s item runs by its earlier version again.",
        "%(number)s items run by their earlier version again.",
        back,
    )
    messages.success(visit.request, said % {"number": back})
