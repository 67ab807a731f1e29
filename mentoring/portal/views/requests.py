"""A coordinator's requests: who looks for a mentor or coach, and which offers await an answer."""

from django.http import HttpResponse

from mentoring.portal.frame import Visit, page
from mentoring.portal.presenters import caseload as presenter
from mentoring.queries import caseload, worklist


@page()
def requests(visit: Visit) -> HttpResponse:
    rows = caseload.requests_of(visit.user, visit.now)
    turns = worklist.turns(rows, visit.user)
    looking = [row for row in rows if str(row.state) in caseload.LOOKING]
    waiting = [row for row in rows if str(row.state) not in caseload.LOOKING]
    context = {
        "looking": presenter.requests(looking, turns, visit.now),
        "waiting": presenter.requests(waiting, turns, visit.now),
    }
    return visit.show("requests.html", context)
