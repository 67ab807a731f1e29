"""All policies of a place as a file: taken away, sent in, looked at, and published together."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.portal.forms.policy_file import PolicyFileForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import show_office
from mentoring.portal.presenters import policies as presenter
from mentoring.portal.views.policies import RELATED
from mentoring.queries import policies as queries
from mentoring.queries.policies import Place
from mentoring.services import policies as services
from mentoring.services import policy_words
from mentoring.services.policies import Verdict
from workflows import policy_files
from workflows.strict_yaml import FileFaults

UNPROCESSABLE = 422


@page("GET", "POST")
def file(visit: Visit, uid: UUID, kind: str) -> HttpResponse:
    place = Place(kind, visit.find(kind, RELATED.get(kind, ()), uid=uid).row)
    if visit.request.method != "POST":
        if "download" in visit.request.GET:
            return _taken(place)
        return _shown(visit, place, PolicyFileForm(initial={"text": _yaml(place)}))
    form = PolicyFileForm(visit.request.POST, visit.request.FILES)
    if not form.is_valid():
        return _shown(visit, place, form, status=UNPROCESSABLE)
    return _brought(visit, place, form, form.cleaned_data["text"])


def _brought(visit: Visit, place: Place, form: PolicyFileForm, text: str) -> HttpResponse:
    """Published only if this very text was looked at before, and nothing in it is unfit."""
    data, seen = visit.request.POST, hashlib.sha256(text.encode()).hexdigest()
    publishes = data.get("do") == "publish" and data.get("seen") == seen
    try:
        found = policy_files.parse(text, source=_("file"))
        by = visit.user if publishes else None
        verdicts = services.bring(place, found, by=by, now=visit.now)
    except FileFaults as faults:
        return _wrong(visit, place, form, faults.faults)
    except LookupError as unknown:
        said = _("Nothing there is awaited by the code %(codes)s.") % {"codes": unknown}
        return _wrong(visit, place, form, [said])
    if publishes and not any(one.faults for one in verdicts):
        number = sum(one.published for one in verdicts)
        said = _("Published: %(number)s. What is open keeps its version.") % {"number": number}
        messages.success(visit.request, said)
        return redirect(presenter.address(place, "policies"))
    looked_at = PolicyFileForm(initial={"text": text})
    return _shown(visit, place, looked_at, verdicts=verdicts, seen=seen)


def _wrong(visit: Visit, place: Place, form: PolicyFileForm, faults: Sequence[str]) -> HttpResponse:
    for fault in faults:
        form.add_error("text", fault)
    return _shown(visit, place, form, status=UNPROCESSABLE)


def _shown(
    visit: Visit,
    place: Place,
    form: PolicyFileForm,
    *,
    verdicts: Sequence[Verdict] = (),
    seen: str = "",
    status: int = 200,
) -> HttpResponse:
    titles = {one.code: presenter.title(one) for one in queries.clocks(place)}
    lines = [
        (
            titles[one.policy.code],
            policy_words.allowance(one.policy),
            one.published,
            [policy_words.fault(fault) for fault in one.faults],
        )
        for one in verdicts
    ]
    context = {
        "place": place,
        "all": presenter.address(place, "policies"),
        "form": form,
        "seen": seen,
        "lines": lines,
        "fit": bool(lines) and not any(one.faults for one in verdicts),
        "number": sum(one.published for one in verdicts),
    }
    return show_office(visit, "policy_file.html", context, status=status)


def _yaml(place: Place) -> str:
    current = queries.in_force(place)
    return policy_files.to_yaml(current[one.code].value for one in queries.clocks(place))


def _taken(place: Place) -> HttpResponse:
    answer = HttpResponse(_yaml(place), content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="policies.yaml"'
    return answer
