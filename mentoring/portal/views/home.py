"""Home is the worklist: what is yours to do, what you wait for, whom you meet next.

Each list is shown from its beginning; its link goes on with that list alone, where it broke off.
"""

from collections.abc import Sequence

from django.http import HttpResponse

from mentoring.models import Session
from mentoring.permissions import Hat
from mentoring.portal.frame import Visit, page
from mentoring.portal.presenters import breaches as failures
from mentoring.portal.presenters import data_requests as asked
from mentoring.portal.presenters import destructions as destroyed
from mentoring.portal.presenters import performance as forms
from mentoring.portal.presenters import worklist as presenter
from mentoring.portal.presenters.data_requests import Line
from mentoring.queries import breaches, data_requests, destructions, docket, performance
from mentoring.queries.docket import After, Part
from workflows.models import Deadline

ANSWERS = frozenset({Hat.DPO, Hat.HEAD})


@page()
def home(visit: Visit) -> HttpResponse:
    for name in presenter.TITLES:
        if text := visit.request.GET.get(name, ""):
            model = Session if name == presenter.SESSIONS else Deadline
            if since := docket.after(text, model):
                return _rest(visit, name, since)
    parts = {name: _part(visit, name) for name in presenter.TITLES}
    context = {
        "lists": presenter.shown(parts, visit.user, visit.now),
        "data": _data(visit) if ANSWERS & visit.hats else (),
        "papers": _papers(visit) if Hat.PAPERS in visit.hats else (),
    }
    return visit.show("home.html", context)


def _data(visit: Visit) -> Sequence[Line]:
    """What about personal data awaits the visitor: failures, requests, old records."""
    failed = [row for row in breaches.in_charge(visit.user, visit.now) if not row.closed_at]
    rows = data_requests.to_answer(visit.user, visit.now)
    return [
        *(failures.lines(failed, visit.now, owed=True) if failed else ()),
        *(asked.lines(rows, visit.now, named=True) if rows else ()),
        *destroyed.lines(destructions.open_to(visit.user, visit.now), visit.now),
    ]


def _papers(visit: Visit) -> Sequence[Line]:
    return forms.papers(performance.to_be_signed(visit.user, visit.now), visit.user)


def _rest(visit: Visit, name: str, since: After) -> HttpResponse:
    shown = presenter.shown({name: _part(visit, name, since)}, visit.user, visit.now)
    return visit.show("worklist.html", {"name": name, "list": shown[name]})


def _part(visit: Visit, name: str, since: After | None = None) -> Part:
    if name == presenter.SESSIONS:
        return docket.sessions(visit.user, visit.now, since)
    read = docket.my_turn if name == presenter.TURN else docket.waiting
    return read(visit.user, visit.now, office=Hat.COORDINATOR in visit.hats, since=since)
