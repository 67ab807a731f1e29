"""A coordinator's requests: who looks for a mentor or coach, and which offers await an answer."""

from django.core.paginator import Paginator
from django.http import HttpResponse

from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office, waiting
from mentoring.portal.presenters import queue
from mentoring.portal.presenters.bulk import TITLES
from mentoring.queries import access, candidates, caseload

LATELY = 3  # acts on many items that are still led to


@page()
def requests(visit: Visit) -> HttpResponse:
    pages = Paginator(caseload.requests_of(visit.user, visit.now), A_PAGE)
    counts = waiting(visit)
    pages.count = counts.looking + counts.offered
    found = pages.get_page(visit.request.GET.get("page", ""))
    rows = list(found)
    offers = caseload.offers_of(rows, visit.user, visit.now)
    asked = {pk: {one.practitioner_id for one in made} for pk, made in offers.items()}
    unplaced = [row for row in rows if str(row.state) in caseload.LOOKING]
    suitable = candidates.for_requests(unplaced, asked, visit.now)
    shown = queue.requests(rows, offers, suitable, visit.now)
    context = {
        "looking": [one for one in shown if not one.offered],
        "waiting": [one for one in shown if one.offered],
        "counts": counts,
        "page": found,
        "acts": [
            (one, TITLES[one.kind])
            for one in access.rows("bulk_act", visit.user, visit.now).order_by("-asked_at")[:LATELY]
        ],
    }
    return show_office(visit, "requests.html", context, counts=counts)
