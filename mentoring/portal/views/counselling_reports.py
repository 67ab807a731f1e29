"""Numbers of counselling, as they were published: to read, and as a file."""

from uuid import UUID

from django.http import HttpResponse

from mentoring.portal.frame import Visit, page
from mentoring.portal.presenters import counselling_reports as presenter
from mentoring.queries.counselling_reports import published
from mentoring.queries.small_cells import FEWEST


@page()
def shown(visit: Visit, uid: UUID) -> HttpResponse:
    seen = visit.find("organisation", uid=uid)
    found = presenter.reports(published(seen.row, seen.fields))
    context = {"organisation": seen.row, "reports": found, "fewest": FEWEST}
    return visit.show("counselling_reports.html", context)


@page()
def fetched(visit: Visit, uid: UUID) -> HttpResponse:
    seen = visit.find("organisation", uid=uid)
    text = presenter.as_csv(published(seen.row, seen.fields))
    answer = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="counselling.csv"'
    return answer
