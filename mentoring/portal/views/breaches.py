"""Failures of data protection: reporting one, what the officer does, and the letters."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.machines.breach_codes import BreachField
from mentoring.models import Breach, BreachPerson
from mentoring.portal.closed import behind_password, behind_second_factor, is_confirmed
from mentoring.portal.drafts import Desk
from mentoring.portal.forms.breaches import ReportForm
from mentoring.portal.frame import Seen, Visit, page
from mentoring.portal.presenters import breaches as presenter
from mentoring.portal.presenters import words
from mentoring.portal.presenters.subject_page import subject_page
from mentoring.portal.refusals import made
from mentoring.queries import breaches as queries
from mentoring.services import breach_letter, breaches, sealed_notes
from mentoring.vocabulary import Purpose, Role

UNPROCESSABLE, CONFLICT = 422, 409
DPO = Role.DPO.value


_desk = Desk(lambda visit: ReportForm.base_fields)


@page("GET", "POST", late=_desk.late)
@_desk
def report(visit: Visit) -> HttpResponse:
    """A form, and what one has reported before."""
    data = visit.request.POST if visit.request.method == "POST" else None
    form = ReportForm(data, homes=queries.homes(visit.user), initial=visit.begun)
    if form.is_valid() and (reported := _reported(visit, form)):
        return redirect(reported)
    found = presenter.lines(queries.reported(visit.user), visit.now, owed=False)
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "lines": found, "token": uuid4()}
    return visit.show("report_breach.html", context, status)


def _reported(visit: Visit, form: ReportForm) -> str:
    def act() -> Breach:
        text = form.cleaned_data["text"]
        return breaches.report(form.home, text, by=visit.user, now=visit.now)

    return made(visit, form, act, _("Thank you. The data protection officer knows of it now."))


@page()
def one(visit: Visit, uid: UUID) -> HttpResponse:
    """Whoever does not see what happened to it is told that it was received, and no more."""
    seen = _seen(visit, uid)
    row, in_charge = seen.row, DPO in seen.relations
    context = {
        **subject_page(row, seen.relations, visit.user, visit.now, whole="history" in seen.fields),
        "fields": seen.fields,
        "people": presenter.people(
            queries.letters(row, seen.relations, visit.user), own=not in_charge
        ),
        "in_charge": in_charge,
    }
    if in_charge:
        context["number"], context["at_most"] = queries.concerned(row)
    return visit.show("breach.html", context)


def _seen(visit: Visit, uid: UUID) -> Seen:
    seen = visit.find("breach", Breach.related, uid=uid)
    seen.row.as_of = visit.now
    return seen


@page("GET", "POST")
def papers(visit: Visit, uid: UUID) -> HttpResponse:
    """Only on demand, since it goes on record: what was written, a letter to read or to print."""
    seen = _seen(visit, uid)
    guard = behind_second_factor if DPO in seen.relations else behind_password
    if visit.request.method == "POST" and not is_confirmed(visit):
        return redirect(visit.request.path)  # where the way back from being asked leads
    return guard(_papers)(visit, seen=seen)


def _papers(visit: Visit, seen: Seen) -> HttpResponse:
    rows = queries.letters(seen.row, seen.relations, visit.user)
    chosen = visit.request.POST.get("letter", "")
    letter = next((row for row in rows if str(row.uid) == chosen), None)
    language = visit.request.POST.get("language", "")
    context: dict[str, Any] = {
        "title": words.title(seen.row, visit.user),
        "url": words.address(seen.row),
        "people": presenter.people(rows, own=DPO not in seen.relations),
        "in_charge": DPO in seen.relations,
        "texts": (),
        "asked": visit.request.method == "POST",
    }
    if not context["asked"]:
        return visit.show("breach_papers.html", context)
    notes = queries.notes(seen.row, visit.user, visit.now)
    if letter is None:
        if context["in_charge"]:
            found = _read(visit, seen, notes)
            context["texts"] = [(str(BreachField(name).label), text) for name, text in found]
        return visit.show("breach_papers.html", context)
    texts = dict(_read(visit, seen, list(queries.of_letter(notes).values())))
    if language in breach_letter.LANGUAGES:
        return _printed(visit, seen, letter, texts, language)
    context["texts"] = list(breach_letter.said(letter, texts))
    context["letter"] = letter.uid
    return visit.show("breach_papers.html", context)


def _read(visit: Visit, seen: Seen, notes: Sequence[Any]) -> Sequence[tuple[str, str]]:
    """Fields and their texts, in the order they were written, once it is on record who reads."""
    why = Purpose.IN_CHARGE if DPO in seen.relations else Purpose.OWN_RECORD
    return sealed_notes.read(notes, by=visit.user, purpose=why, now=visit.now)


def _printed(
    visit: Visit, seen: Seen, letter: BreachPerson, texts: Mapping[str, str], language: str
) -> HttpResponse:
    own = DPO not in seen.relations
    content = breach_letter.printed(
        letter, texts, by=visit.user, language=language, own=own, now=visit.now
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return answer
