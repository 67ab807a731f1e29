"""Asking for help in three pages: which kind, what and of whom, and a last look before sending."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring import rules
from mentoring.models import Practitioner, Relationship
from mentoring.portal.drafts import Desk, Fields
from mentoring.portal.forms.ask import COUNSELLING, KNOWN, RequestForm, RouterForm
from mentoring.portal.frame import Seen, Visit, page
from mentoring.portal.presenters import words
from mentoring.queries import openings
from mentoring.queries.disclosure import who_will_know
from mentoring.services import relationship as relationships
from mentoring.services.once import once, read_token
from workflows.errors import Refused

UNPROCESSABLE, CONFLICT = 422, 409


@page("GET", "POST")
def route(visit: Visit) -> HttpResponse:
    """The answers stay in this one request: nothing of them is kept, logged or sent on."""
    request: HttpRequest = visit.request
    form = RouterForm(request.POST if request.method == "POST" else None)
    suggestion = form.suggestion if form.is_bound and form.is_valid() else ""
    programmes = openings.programmes(visit.user, rules.office_day(visit.now))
    context = {
        "form": form,
        "suggestion": suggestion,
        "counselling": suggestion == COUNSELLING,
        "fitting": [one for one in programmes if one.discipline == suggestion],
        "others": [one for one in programmes if one.discipline != suggestion],
    }
    wrong = form.is_bound and not suggestion
    return visit.show("ask_route.html", context, UNPROCESSABLE if wrong else 200)


def _programme(visit: Visit, programme: UUID) -> Seen:
    return visit.find("programme", ("organisation",), uid=programme)


def _fields(visit: Visit, programme: UUID) -> Fields:
    _programme(visit, programme)
    return RequestForm.base_fields


_desk = Desk(_fields)


@page("GET", "POST", late=_desk.late)
@_desk
def write(visit: Visit, programme: UUID) -> HttpResponse:
    seen = _programme(visit, programme)
    if visit.request.method != "POST":
        return _written(visit, seen, RequestForm(initial=visit.begun))
    form = RequestForm(visit.request.POST)
    if not form.is_valid():
        return _written(visit, seen, form, status=UNPROCESSABLE)
    matches = _matches(visit, seen, form)
    named = matches[0] if len(matches) == 1 else None
    step = visit.request.POST.get("step", "check")
    if form.cleaned_data["path"] == KNOWN and named is None:
        return _unclear(visit, seen, form, matches)
    if step in {"send", "keep"}:
        return _made(visit, seen, form, named, submit=step == "send")
    if step == "change":
        return _written(visit, seen, form)
    return _checked(visit, seen, form, named)


def _matches(visit: Visit, seen: Seen, form: RequestForm) -> list[Practitioner]:
    given = form.cleaned_data
    if given["path"] != KNOWN:
        return []
    return openings.practitioners(
        seen.row, visit.user, visit.now, name=given["name"], uid=given["named"]
    )


def _unclear(
    visit: Visit, seen: Seen, form: RequestForm, matches: list[Practitioner]
) -> HttpResponse:
    if not matches:
        form.add_error("name", _("Nobody of that name can help in this programme."))
    return _written(visit, seen, form, status=UNPROCESSABLE, matches=matches)


def _made(
    visit: Visit, seen: Seen, form: RequestForm, named: Practitioner | None, *, submit: bool
) -> HttpResponse:
    def ask() -> Relationship:
        return relationships.ask(
            seen.row,
            visit.standing.person,  # type: ignore[arg-type] # a participant is a person
            form.cleaned_data["aim"],
            named,
            by=visit.user,
            now=visit.now,
            submit=submit,
        )

    try:
        done = once(read_token(visit.request.POST), ask, by=visit.user, now=visit.now)
    except Refused as refused:
        return _checked(visit, seen, form, named, status=CONFLICT, refusal=str(refused))
    if not isinstance(done, Relationship):
        return redirect("portal:home")
    said = _("Your request is sent.") if submit else _("Your draft is kept.")
    messages.success(visit.request, said)
    return redirect(words.address(done))


def _written(
    visit: Visit,
    seen: Seen,
    form: RequestForm,
    *,
    status: int = 200,
    matches: list[Practitioner] | None = None,
) -> HttpResponse:
    context = {"programme": seen.row, "form": form, "matches": matches or []}
    return visit.show("ask_write.html", context, status)


def _checked(
    visit: Visit,
    seen: Seen,
    form: RequestForm,
    named: Practitioner | None,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "programme": seen.row,
        "aim": form.cleaned_data["aim"],
        "path": form.cleaned_data["path"],
        "named": named,
        "disclosure": who_will_know("relationship", "submit"),
        "refusal": refusal,
        "token": uuid4(),
    }
    return visit.show("ask_check.html", context, status)
