"""An auditor reads how the trail stands, and takes the evidence of some days along."""

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from mentoring.portal.closed import behind_second_factor
from mentoring.portal.forms.trail import PeriodForm
from mentoring.portal.frame import Visit, page
from mentoring.queries import anchors, appointments
from mentoring.rules import office_day
from mentoring.services import auditing, evidence

UNPROCESSABLE = 422


@page("GET", "POST")
@behind_second_factor
def one(visit: Visit) -> HttpResponse:
    home = appointments.audited(visit.user, visit.now)
    if home is None:
        raise Http404
    today = office_day(visit.now)
    days = {"first": today.replace(day=1), "last": today}
    form = PeriodForm(visit.request.POST or None, initial=days)
    if visit.request.method == "POST" and form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        made = evidence.bundle(home, first, last, by=visit.user, now=visit.now)
        return _sent(FileResponse(made, content_type="application/zip"), f"{first}-{last}")
    context = {
        "organisation": home,
        "form": form,
        "anchors": anchors.register(),
        "keys": anchors.public_keys(),
        "audits": auditing.kept(),
        "journal": appointments.journal(home),
    }
    return visit.show("trail.html", context, UNPROCESSABLE if form.errors else 200)


def _sent(answer: HttpResponseBase, days: str) -> HttpResponse:
    name = f"bimbing-bukti-{days}.zip"
    answer.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return answer  # type: ignore[return-value] # a page may stream
