"""Rights over one's own data: asking, following the clock, the answer; and whoever answers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.machines.data_request_codes import DataField, DataRight, Part, WayAsked
from mentoring.models import DataRequest, Person
from mentoring.models.data_request import answering
from mentoring.portal.closed import behind_password, behind_second_factor, is_confirmed
from mentoring.portal.drafts import Desk
from mentoring.portal.forms.data_requests import AskForm, EnterForm
from mentoring.portal.frame import Seen, Visit, page
from mentoring.portal.presenters import breaches as failures
from mentoring.portal.presenters import data_requests as presenter
from mentoring.portal.presenters import processing as trails
from mentoring.portal.presenters import words
from mentoring.portal.presenters.subject_page import subject_page
from mentoring.portal.refusals import made
from mentoring.queries import breaches, processing, superiors
from mentoring.queries import data_requests as queries
from mentoring.queries.held import Held
from mentoring.queries.personal_data import opened as opened_texts
from mentoring.rules import office_day
from mentoring.services import data_requests, personal_data, sealed_notes
from mentoring.vocabulary import Purpose, Role

UNPROCESSABLE, CONFLICT, LINES = 422, 409, 25
REQUESTER, DPO = Role.REQUESTER.value, Role.DPO.value


_own_desk = Desk(lambda visit: AskForm.base_fields)
_office_desk = Desk(lambda visit: EnterForm.base_fields)


@page("GET", "POST", late=_own_desk.late)
@_own_desk
def mine(visit: Visit) -> HttpResponse:
    """One's own requests, and a form for the next."""
    if visit.request.method != "POST":
        return _mine(visit, AskForm(initial=visit.begun))
    form = AskForm(visit.request.POST)
    if form.is_valid() and (asked := _asked(visit, form, visit.user.person)):
        return redirect(asked)
    return _mine(visit, form, UNPROCESSABLE)


def _mine(visit: Visit, form: AskForm, status: int = 200) -> HttpResponse:
    found = presenter.lines(queries.own(visit.user), visit.now, named=False)
    context = {"form": form, "lines": found, "answers": _answering(visit), "token": uuid4()}
    return visit.show("my_data.html", context, status)


@page()
@behind_password
def trail(visit: Visit) -> HttpResponse:
    """Everything that was done with one's own data, in pages."""
    pages = Paginator(processing.timeline(visit.user), LINES)
    found = pages.get_page(visit.request.GET.get("page", ""))
    lines = trails.lines(processing.entries(list(found)), visit.user)
    return visit.show("my_trail.html", {"lines": lines, "page": found})


def _answering(visit: Visit) -> str:
    """The office that answers the visitor; empty where nobody does."""
    person = visit.user.person
    office, people = answering(person.organisation_id, office_day(visit.now), person.pk)
    return str(Role(office).label) if people else ""


@page("GET", "POST", late=_office_desk.late)
@_office_desk
def listed(visit: Visit) -> HttpResponse:
    """What awaits the visitor's answer; and a form for who came or wrote."""
    if visit.request.method != "POST":
        return _listed(visit, EnterForm(initial=visit.begun))
    form = EnterForm(visit.request.POST)
    matches = _matches(visit, form) if form.is_valid() else []
    if len(matches) > 1:
        return _listed(visit, form, matches=matches)
    if matches and (asked := _asked(visit, form, matches[0])):
        return redirect(asked)
    return _listed(visit, form, UNPROCESSABLE)


def _listed(
    visit: Visit, form: EnterForm, status: int = 200, *, matches: Sequence[Person] = ()
) -> HttpResponse:
    context = {
        "form": form,
        "token": uuid4(),
        "matches": matches,
        "lines": presenter.lines(queries.to_answer(visit.user, visit.now), visit.now, named=True),
        "breaches": failures.lines(breaches.in_charge(visit.user, visit.now), visit.now, owed=True),
        "over": presenter.lines(queries.answered(visit.user, visit.now), visit.now, named=True),
    }
    return visit.show("data_requests.html", context, status)


def _matches(visit: Visit, form: EnterForm) -> Sequence[Person]:
    """Those the text may mean; the one chosen of several before."""
    found = superiors.colleagues(visit.user.person, form.cleaned_data["name"])
    chosen = visit.request.POST.get("person", "")
    if not found:
        form.add_error("name", _("Nobody of that name is in your organisation."))
    return [person for person in found if str(person.uid) == chosen] or found


def _asked(visit: Visit, form: AskForm, person: Person) -> str:
    given = form.cleaned_data
    way = WayAsked(given.get("way_in", WayAsked.PORTAL))
    wants, text = DataRight(given["wants"]), given["text"]

    def act() -> DataRequest:
        return data_requests.ask(person, wants, text, way_in=way, by=visit.user, now=visit.now)

    return made(visit, form, act, _("It is received. An answer is due within 72 hours."))


@page()
def one(visit: Visit, uid: UUID) -> HttpResponse:
    seen = _seen(visit, uid)
    row = seen.row
    context = {
        **subject_page(row, seen.relations, visit.user, visit.now),
        "wanted": presenter.wanted(row, own=REQUESTER in seen.relations),
        "withheld": [Part(part).label for part in row.withheld],
        "written": queries.notes(row, visit.user, visit.now),
        "corrections": list(row.corrections.order_by("at", "pk")),
        "proposals": list(row.destructions.order_by("pk")) if DPO in seen.relations else (),
        "copy": REQUESTER in seen.relations and personal_data.is_given(row),
    }
    return visit.show("data_request.html", context)


def _seen(visit: Visit, uid: UUID) -> Seen:
    seen = visit.find("data_request", DataRequest.related, uid=uid)
    seen.row.as_of = visit.now
    return seen


@page("GET", "POST")
def opened(visit: Visit, uid: UUID) -> HttpResponse:
    """Only on demand, since it goes on record: the sealed texts, or the copy of the data.

    The person says who they are once more; whoever answers has a second factor.
    """
    seen = _seen(visit, uid)
    guard = behind_password if REQUESTER in seen.relations else behind_second_factor
    if visit.request.method == "POST" and not is_confirmed(visit):
        return redirect(visit.request.path)  # where the way back from being asked leads
    return guard(_opened)(visit, seen=seen)


def _opened(visit: Visit, seen: Seen) -> HttpResponse:
    given = REQUESTER in seen.relations and personal_data.is_given(seen.row)
    if visit.request.method == "POST" and "copy" in visit.request.POST and given:
        return _copied(visit, seen.row)
    context: dict[str, Any] = {
        "title": words.title(seen.row, visit.user),
        "url": words.address(seen.row),
        "copy": given,
        "asked": visit.request.method == "POST",
    }
    if context["asked"]:
        context["texts"] = _texts(visit, seen)
        context["trail"] = _trail(seen) if given else ()
    return visit.show("data_request_texts.html", context)


def _texts(visit: Visit, seen: Seen) -> Sequence[tuple[str, str]]:
    notes = queries.notes(seen.row, visit.user, visit.now)
    why = Purpose.OWN_RECORD if REQUESTER in seen.relations else Purpose.IN_CHARGE
    texts = sealed_notes.read(notes, by=visit.user, purpose=why, now=visit.now)
    return [(str(DataField(field).label), text) for field, text in texts]


def _trail(seen: Seen) -> Sequence[presenter.Opening]:
    """Who opened what of theirs; not where that part is withheld."""
    row = seen.row
    if row.wants != DataRight.ACCESS or Part.REQUESTS.value in row.withheld:
        return ()
    return presenter.openings(opened_texts(Held(row.person)))


def _copied(visit: Visit, row: DataRequest) -> HttpResponse:
    content = personal_data.copy_for(row, by=visit.user, now=visit.now)
    answer = HttpResponse(content, content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="data.zip"'
    return answer
