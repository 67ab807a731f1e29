"""Home is the worklist: what is yours to do, what you wait for, whom you meet next."""

from django.http import HttpResponse

from mentoring.portal.frame import Visit, page
from mentoring.portal.presenters import worklist as presenter
from mentoring.queries.worklist import worklist


@page()
def home(visit: Visit) -> HttpResponse:
    found = worklist(visit.user, visit.now)
    return visit.show("home.html", {"lists": presenter.shown(found, visit.user, visit.now)})
