"""Counselling on performance: proposing it, and opening or printing what is sealed of it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring import rules
from mentoring.models import IdempotencyKey, PerformanceCounselling, Person
from mentoring.permissions import Hat
from mentoring.portal.closed import behind_password, behind_second_factor, is_confirmed
from mentoring.portal.drafts import Desk, Fields
from mentoring.portal.forms.performance import ClosedForm, ProposalForm
from mentoring.portal.frame import Seen, Visit, page
from mentoring.portal.presenters import performance as presenter
from mentoring.portal.presenters import words
from mentoring.queries import performance as queries
from mentoring.services import performance, performance_pdf, uploads
from mentoring.services.once import digest_of, once, read_token
from mentoring.vocabulary import Purpose, Role
from workflows.errors import Refused

UNPROCESSABLE, CONFLICT, A_PAGE = 422, 409, 25


def _fields(visit: Visit) -> Fields:
    return ProposalForm.base_fields


_desk = Desk(_fields)


@page("GET", "POST", late=_desk.late)
@_desk
def propose(visit: Visit) -> HttpResponse:
    if visit.request.method != "POST":
        return _asked(visit, _form(visit, initial=visit.begun))
    form = _form(visit, data=visit.request.POST)
    if not form.is_valid():
        return _asked(visit, form, status=UNPROCESSABLE)
    try:
        done = once(
            read_token(visit.request.POST),
            lambda: _proposed(visit, form),
            by=visit.user,
            now=visit.now,
            digest=_digest(form),
        )
    except Refused as refused:
        return _asked(visit, form, status=CONFLICT, refusal=str(refused))
    if isinstance(done, IdempotencyKey):
        return redirect("portal:home")
    messages.success(visit.request, _("The counselling is proposed."))
    return redirect(words.address(done))


def _form(visit: Visit, **given: Any) -> ProposalForm:
    person = visit.standing.person
    assert person  # noqa: S101 who wears the hat of a superior is somebody
    day = rules.office_day(visit.now)
    return ProposalForm(
        staff=queries.staff(person, visit.now).order_by("name", "pk"),
        qualified=queries.may_counsel(person, day),
        **given,
    )


def _digest(form: forms.Form) -> str:
    return digest_of(repr(sorted(form.cleaned_data.items())))


def _proposed(visit: Visit, form: ProposalForm) -> PerformanceCounselling:
    given = form.cleaned_data
    related = ("organisation__calendar", "unit__calendar", "user")
    client = Person.objects.select_related(*related).get(uid=given["client"])
    oneself = bool(given.get("oneself"))
    return performance.propose(
        client, given["behaviour"], by=visit.user, now=visit.now, oneself=oneself
    )


def _asked(
    visit: Visit, form: ProposalForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "token": uuid4()}
    return visit.show("propose_counselling.html", context, status)


@page("GET", "POST")
def closed(visit: Visit) -> HttpResponse:
    """Those the visitor had a part in, or coordinates; nothing of what was said.

    As a page, or sent as a form, as a file. Of who coordinates it goes on record first; of others
    it would tell who reads the journal that they had a part in one.
    """
    on_record = Hat.COORDINATOR in visit.hats
    as_file = visit.request.method == "POST"
    form = ClosedForm(visit.request.POST if as_file else visit.request.GET)
    sought = form.cleaned_data if form.is_valid() else {}
    rows = queries.closed(visit.user, visit.now, **sought)
    if as_file and form.is_valid():
        if on_record:
            performance.take_closed_along(by=visit.user, now=visit.now)
        return _as_file(rows)
    found = Paginator(rows, A_PAGE).get_page(visit.request.GET.get("page", ""))
    given = {name: str(value) for name, value in sought.items() if value}
    context = {
        "form": form,
        "lines": presenter.closed(found.object_list, visit.user),
        "page": found,
        "given": given,
        "on_record": on_record,
        "query": f"{urlencode(given)}&" if given else "",
    }
    status = UNPROCESSABLE if as_file else 200
    return visit.show("performance_counsellings.html", context, status)


def _as_file(rows: Iterable[Any]) -> HttpResponse:
    text = presenter.closed_as_csv(rows)
    answer = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="counselling.csv"'
    return answer


@page("GET", "POST")
def opened(visit: Visit, uid: UUID) -> HttpResponse:
    """Only on demand, since it goes on record: the texts as a page, or the form to be printed.

    The client says who they are once more; whoever reads what others told has a second factor.
    """
    related = PerformanceCounselling.related
    seen = visit.find("performance_counselling", related, uid=uid)
    guard = behind_password if Role.CLIENT.value in seen.relations else behind_second_factor
    if visit.request.method == "POST" and not is_confirmed(visit):
        return redirect(visit.request.path)  # where the way back from being asked leads
    return guard(_opened)(visit, seen=seen)


def _opened(visit: Visit, seen: Seen) -> HttpResponse:
    context = {
        "title": words.title(seen.row, visit.user),
        "url": words.address(seen.row),
        "asked": visit.request.method == "POST",
        "printable": "written_at" in seen.fields and seen.row.written_at,
    }
    if not context["asked"]:
        return visit.show("performance_form.html", context)
    if "file" in visit.request.POST:
        return _fetched(visit, seen)
    if "print" in visit.request.POST and not context["printable"]:
        raise Http404
    found = performance.read(seen.row, by=visit.user, now=visit.now)
    if "print" in visit.request.POST:
        content = performance_pdf.handed_out(seen.row, found.texts, now=visit.now)
        return performance_pdf.answer(content)
    return visit.show("performance_form.html", context | {"texts": presenter.texts(found.texts)})


def _fetched(visit: Visit, seen: Seen) -> HttpResponse:
    """A signed file, as it was handed in."""
    wished = visit.request.POST["file"]
    files = queries.signatures(seen.row) if "client_signature" in seen.fields else {}
    file = next((one for one in files.values() if str(one.uid) == wished), None)
    if file is None:
        raise Http404
    content = uploads.opened(file, by=visit.user, purpose=Purpose.FORM, now=visit.now)
    return uploads.answer(file, content)
