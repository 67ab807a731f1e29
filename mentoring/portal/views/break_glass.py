"""Emergency access in the closed section: asking for it, approving, reading, signing it off."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import confirmation
from mentoring.machines.break_glass_codes import GlassField, Opened, OpeningGround, Silence
from mentoring.models import BreakGlass, Person, SealedNote
from mentoring.permissions import Hat
from mentoring.portal.closed import behind_password, behind_second_factor
from mentoring.portal.drafts import Desk
from mentoring.portal.forms.break_glass import GlassForm
from mentoring.portal.frame import Seen, View, Visit, page
from mentoring.portal.presenters import break_glass as presenter
from mentoring.portal.presenters import words
from mentoring.portal.presenters.subject_page import subject_page
from mentoring.portal.refusals import made
from mentoring.portal.views import step
from mentoring.queries import break_glass as queries
from mentoring.queries import superiors
from mentoring.services import break_glass, sealed_notes
from mentoring.vocabulary import Purpose, Role
from workflows.errors import Refused

UNPROCESSABLE = 422


@page()
@behind_second_factor
def listed(visit: Visit) -> HttpResponse:
    """What is under way and to be signed off, and what is over."""
    context = {
        "lines": presenter.lines(queries.to_look_at(visit.user, visit.now), visit.now),
        "over": presenter.lines(queries.ended(visit.user, visit.now), visit.now),
        "may_ask": Hat.EMERGENCY in visit.hats,
    }
    return visit.show("own_glasses.html", context)


_desk = Desk(lambda visit: GlassForm.base_fields)


@page("GET", "POST", late=_desk.late)
@behind_second_factor
@_desk
def ask(visit: Visit) -> HttpResponse:
    if visit.request.method != "POST":
        return _asking(visit, GlassForm(initial=visit.begun))
    form = GlassForm(visit.request.POST)
    matches = _matches(visit, form) if form.is_valid() else []
    check = confirmation.form_for(visit.user, visit.request.POST)
    if len(matches) > 1:
        return _asking(visit, form, matches=matches)
    if matches and check.is_valid() and (asked := _asked(visit, form, matches[0])):
        return redirect(asked)
    return _asking(visit, form, UNPROCESSABLE, check=check)


def _asking(
    visit: Visit,
    form: GlassForm,
    status: int = 200,
    *,
    matches: Sequence[Person] = (),
    check: forms.Form | None = None,
) -> HttpResponse:
    check = check or confirmation.form_for(visit.user)
    context = {"form": form, "matches": matches, "confirmation": check, "token": uuid4()}
    return visit.show("own_glass_ask.html", context, status)


def _matches(visit: Visit, form: GlassForm) -> Sequence[Person]:
    """Those the text may mean; the one chosen of several before."""
    found = superiors.colleagues(visit.user.person, form.cleaned_data["name"])
    chosen = visit.request.POST.get("person", "")
    if not found:
        form.add_error("name", _("Nobody of that name is in your organisation."))
    return [person for person in found if str(person.uid) == chosen] or found


def _asked(visit: Visit, form: GlassForm, person: Person) -> str:
    given = form.cleaned_data

    def act() -> BreakGlass:
        return break_glass.ask(
            person,
            Opened(given["opens"]),
            OpeningGround(given["ground"]),
            given["reason"],
            silence=Silence(given["silence"]) if given["silence"] else None,
            by=visit.user,
            now=visit.now,
        )

    return made(visit, form, act, _("It is sent."))


@page("GET", "POST")
def one(visit: Visit, uid: UUID) -> HttpResponse:
    """Its page; sent with the uid of its reason or of what the sign-off found, it opens that."""
    seen = visit.find("break_glass", BreakGlass.related, uid=uid)
    seen.row.as_of = visit.now
    return _guard(seen)(_one)(visit, seen=seen)


def _guard(seen: Seen) -> Callable[[View], View]:
    return behind_password if Role.CLIENT.value in seen.relations else behind_second_factor


def _one(visit: Visit, seen: Seen) -> HttpResponse:
    notes = queries.own_notes(seen.row, visit.user, visit.now)
    if visit.request.method != "POST":
        return _page(visit, seen, notes)
    wished = visit.request.POST.get("note", "")
    row = next((each for each in notes if str(each.uid) == wished), None)
    if row is None:
        return _page(visit, seen, notes, status=UNPROCESSABLE)
    own = Role.OPENER.value in seen.relations
    why = Purpose.OWN_RECORD if own else Purpose.IN_CHARGE
    with sealed_notes.reading(row, by=visit.user, purpose=why, now=visit.now) as text:
        opened = presenter.Note(row.uid, _named(row), row.created_at, text.reveal())
        return _page(visit, seen, notes, opened)


def _named(row: SealedNote) -> str:
    return str(GlassField(row.field).label)


def _page(
    visit: Visit,
    seen: Seen,
    notes: Sequence[SealedNote],
    opened: presenter.Note | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    row = seen.row
    context = {
        **subject_page(row, seen.relations, visit.user, visit.now),
        "fields": seen.fields,
        "notes": [presenter.Note(one.uid, _named(one), one.created_at) for one in notes],
        "opened": opened,
        "openings": presenter.openings(row) if "openings" in seen.fields else None,
    }
    return visit.show("own_glass.html", context, status)


@page("GET", "POST")
def notes(visit: Visit, uid: UUID) -> HttpResponse:
    """What it opens, for as long as it does; each text is read with a record of its own."""
    seen = visit.find("break_glass", BreakGlass.related, uid=uid)
    return _guarded(visit, seen=seen)


def _opened(visit: Visit, seen: Seen) -> HttpResponse:
    rows = queries.opened_notes(seen.row, visit.user, visit.now)
    if visit.request.method != "POST":
        return _listed(visit, seen, rows)
    wished = visit.request.POST.get("note", "")
    row = next((each for each in rows if str(each.uid) == wished), None)
    if row is None:
        return _listed(visit, seen, rows, status=UNPROCESSABLE)
    try:
        with sealed_notes.reading(
            row, by=visit.user, purpose=Purpose.BREAK_GLASS, now=visit.now
        ) as text:
            return _listed(visit, seen, rows, presenter.note(seen.row, row, text.reveal()))
    except Refused as refused:
        messages.error(visit.request, str(refused))
        return redirect(words.address(seen.row))


_guarded = behind_second_factor(_opened)


def _listed(
    visit: Visit,
    seen: Seen,
    rows: Sequence[SealedNote],
    opened: presenter.Note | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "item": seen.row,
        "url": words.address(seen.row),
        "notes": [presenter.note(seen.row, row) for row in rows],
        "opened": opened,
    }
    return visit.show("own_glass_notes.html", context, status)


def _change(visit: Visit, uid: UUID, **named: Any) -> HttpResponse:
    """Only who has a part in it is asked for more."""
    guard = _guard(visit.find("break_glass", uid=uid))
    return guard(step.desk(step.answer))(visit, uid=uid, **named)


change = page("GET", "POST", late=step.desk.late)(_change)
