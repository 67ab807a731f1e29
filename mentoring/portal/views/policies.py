"""Deadlines as a coordinator sets them: which policies count where, one of them, changing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.portal.forms.policy import PolicyForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import show_office
from mentoring.portal.presenters import dry_run as trial
from mentoring.portal.presenters import policies as presenter
from mentoring.queries import policies as queries
from mentoring.queries.open_deadlines import of_policy
from mentoring.queries.policies import PROGRAMME, Clock, Place
from mentoring.services import policies as services
from mentoring.services.dry_run import dry_run, last_quarter
from workflows.errors import Conflict
from workflows.models import EscalationPolicyVersion
from workflows.policies import tag
from workflows.policy import Policy

UNPROCESSABLE, CONFLICT = 422, 409
RELATED = {PROGRAMME: ("organisation",)}


@dataclass(frozen=True, slots=True)
class Found:
    """A policy at a place, with what counts there now and the newest set at that very place."""

    place: Place
    clock: Clock
    current: EscalationPolicyVersion
    newest: EscalationPolicyVersion | None

    @property
    def own(self) -> bool:
        return self.current.policy.scope == self.place.scope

    def context(self) -> Mapping[str, Any]:
        return {
            "place": self.place,
            "all": presenter.address(self.place, "policies"),
            "url": presenter.address(self.place, "policy", self.clock.code),
            "open": presenter.address(self.place, "policy_open", self.clock.code),
            "change": presenter.address(self.place, "policy_change", self.clock.code),
            "title": presenter.title(self.clock),
            "source": presenter.source(self.current),
            "current": self.current,
            "own": self.own,
            "version": tag(self.newest),
        }


@page()
def places(visit: Visit) -> HttpResponse:
    found = queries.places(visit.user, visit.now)
    shown = [(place, presenter.address(place, "policies")) for place in found]
    return show_office(visit, "policies.html", {"places": shown})


@page()
def of_place(visit: Visit, uid: UUID, kind: str) -> HttpResponse:
    place = _place(visit, kind, uid)
    chapters = presenter.chapters(place, queries.clocks(place), queries.in_force(place))
    return show_office(visit, "policies_place.html", {"place": place, "chapters": chapters})


@page("GET", "POST")
def one(visit: Visit, uid: UUID, kind: str, code: str) -> HttpResponse:
    found = find(visit, kind, uid, code)
    if visit.request.method == "POST":
        return _withdrawn(visit, found)
    others = of_policy(found.place, found.clock).open().exclude(policy_version=found.current)
    context = {
        **found.context(),
        "others": others.count(),
        "allowance": presenter.allowed(found.current.value),
        "awaits": presenter.role(found.clock.spec.awaits),
        "counted_from": presenter.counted_from(found.clock),
        "steps": presenter.steps(found.clock, found.current.value),
        "editions": presenter.editions(queries.versions(found.place, code), found.current),
    }
    return show_office(visit, "policy.html", context)


@page("GET", "POST")
def change(visit: Visit, uid: UUID, kind: str, code: str) -> HttpResponse:
    found = find(visit, kind, uid, code)
    if visit.request.method != "POST":
        return _form(visit, found, PolicyForm(found.clock, found.current.value))
    data = visit.request.POST
    form = PolicyForm(found.clock, found.current.value, data)
    does, _dash, which = data.get("do", "").partition("-")
    match does:
        case "add":
            form.add()
        case "remove":
            form.remove(which)
        case "publish":
            return _published(visit, found, form)
        case _try:
            return _tried(visit, found, form)
    return _form(visit, found, form)


def _tried(visit: Visit, found: Found, form: PolicyForm) -> HttpResponse:
    """What the Enter key does as well: it is looked over and tried, and nothing is published."""
    with form.without_reason():
        valid = form.is_valid()
    if valid:
        form.mark(services.check(form.policy()))
    if form.wrong:
        return _form(visit, found, form, status=UNPROCESSABLE)
    return _form(visit, found, form, tried=form.policy())


def _unseen(visit: Visit, found: Found, form: PolicyForm) -> bool:
    """Whether it would do something else than now, and nobody has looked at what."""
    draft = form.policy()
    same = services.same(draft, found.current.value)
    return not same and visit.request.POST.get("seen") != services.tried(draft)


def _published(visit: Visit, found: Found, form: PolicyForm) -> HttpResponse:
    if form.is_valid():
        form.mark(services.check(form.policy()))
    if form.wrong:
        return _form(visit, found, form, status=UNPROCESSABLE)
    if _unseen(visit, found, form):
        return _form(visit, found, form, tried=form.policy(), unseen=True)
    expected = visit.request.POST.get("version", "")
    try:
        made = services.publish(
            found.place, form.policy(), by=visit.user, now=visit.now, expected=expected
        )
    except services.Unfit as unfit:
        form.mark(unfit.faults)
        return _form(visit, found, form, status=UNPROCESSABLE)
    except Conflict as conflict:
        return _form(visit, found, form, refusal=str(conflict), status=CONFLICT)
    if made is None:
        messages.success(visit.request, _("Nothing was different, so nothing was published."))
    else:
        said = _("Version %(number)s counts from now on. What is open keeps its version.")
        messages.success(visit.request, said % {"number": made.number})
    return redirect(presenter.address(found.place, "policy", found.clock.code))


def _withdrawn(visit: Visit, found: Found) -> HttpResponse:
    expected = visit.request.POST.get("version", "")
    try:
        gone = services.withdraw(
            found.place, found.clock.code, by=visit.user, now=visit.now, expected=expected
        )
    except Conflict as conflict:
        messages.error(visit.request, str(conflict))
    else:
        if gone is not None:
            messages.success(visit.request, _("What is set here counts no more for new items."))
    return redirect(presenter.address(found.place, "policy", found.clock.code))


def _form(
    visit: Visit,
    found: Found,
    form: PolicyForm,
    *,
    tried: Policy | None = None,
    unseen: bool = False,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "tried": _trial(visit, found, tried) if tried else None,
        "seen": services.tried(tried) if tried else "",
        "unseen": unseen,
        **found.context(),
        "form": form,
        "refusal": refusal,
        "counted_from": presenter.counted_from(found.clock),
    }
    return show_office(visit, "policy_change.html", context, status=status)


def _trial(visit: Visit, found: Found, draft: Policy) -> trial.Shown:
    run = dry_run(found.place, found.clock, draft, last_quarter(visit.now))
    return trial.shown(run, found.clock, draft)


def _place(visit: Visit, kind: str, uid: UUID) -> Place:
    return Place(kind, visit.find(kind, RELATED.get(kind, ()), uid=uid).row)


def find(visit: Visit, kind: str, uid: UUID, code: str) -> Found:
    """Http404 if the place is not the visitor's, or knows no policy of that code."""
    place = _place(visit, kind, uid)
    clock = next((one for one in queries.clocks(place) if one.code == code), None)
    if clock is None:
        raise Http404
    current = queries.in_force(place)[code]
    return Found(place, clock, current, queries.newest_here(place, code))
