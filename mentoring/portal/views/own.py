"""The closed section: one's own counselling and what one counsels, behind the password once more.

Addresses and titles say nothing, and nothing of it stands on any other page.
"""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentoring.models import CounsellingCase, CounsellingOffice, Person
from mentoring.permissions import Hat
from mentoring.portal.closed import behind_password, behind_second_factor
from mentoring.portal.drafts import Desk, Fields
from mentoring.portal.forms.own import OwnRequestForm
from mentoring.portal.frame import Seen, Visit, page
from mentoring.portal.presenters import deeds, outlook, readings, words
from mentoring.portal.presenters import own as presenter
from mentoring.portal.presenters.course import course
from mentoring.portal.views import step
from mentoring.queries import access, access_trail, break_glass, item, own, worklist
from mentoring.services import acts, case_lines, sealed_notes
from mentoring.services import counselling_case as cases
from mentoring.services.once import once, read_token
from mentoring.vocabulary import Purpose, Role
from workflows.errors import Refused
from workflows.forecast import foresee

UNPROCESSABLE, CONFLICT = 422, 409


@page()
@behind_password
def listed(visit: Visit) -> HttpResponse:
    rows = own.cases(visit.user, visit.now)
    held = [access.held(row, "counselling_case") for row in rows]
    context = {
        "lines": presenter.lines(rows, held),
        "office": own.office_of(visit.standing.person),
        "coordinated": own.coordinated(visit.user, visit.now),
        "glasses": visit.hats & {Hat.EMERGENCY, Hat.DPO, Hat.HEAD},
        "told": break_glass.told(visit.user),
    }
    return visit.show("own.html", context)


@page()
@behind_password
def read(visit: Visit) -> HttpResponse:
    """Who has opened what of the visitor's own, whatever it belongs to."""
    found = readings.readings(access_trail.of_person(visit.user))
    return visit.show("own_read.html", {"readings": found})


@page("GET", "POST")
@behind_password
def one(visit: Visit, uid: UUID) -> HttpResponse:
    """The page of a case; sent with the uid of a sealed text it opens that one."""
    related = (*CounsellingCase.related, "client__organisation__counselling_office")
    seen = visit.find("counselling_case", related, uid=uid)
    seen.row.as_of = visit.now
    if visit.request.method != "POST":
        return _page(visit, seen)
    own_one = Role.CLIENT in seen.relations
    return _opened(visit, seen=seen) if own_one else _guarded(visit, seen=seen)


def _page(
    visit: Visit, seen: Seen, opened: presenter.Note | None = None, *, status: int = 200
) -> HttpResponse:
    case = seen.row
    foreseen = foresee(case)
    turn = worklist.turn(case, foreseen.deadlines, visit.user, seen.relations)
    possible = acts.offered(case, by=visit.user, now=visit.now)
    is_client = Role.CLIENT in seen.relations
    coordinates = Role.COUNSELLING_COORDINATOR in seen.relations
    records = item.records(case)
    declared = any(record.transition == "declare_emergency" for record in records)
    emergency = declared and "emergencies" in seen.fields
    context = {
        "item": case,
        "fields": seen.fields,
        "hats": presenter.hats(seen.relations),
        "course": course(case),
        "tone": words.tone(case),
        "stands": presenter.stands(case, turn, visit.now),
        "deeds": deeds.deeds(case, possible, turn.deadline if turn and turn.yours else ""),
        "ahead": outlook.outlook(case, foreseen.expected, visit.user),
        "past": presenter.past(records),
        "notes": presenter.notes(own.notes(case, visit.user, visit.now)),
        "opened": opened,
        "readings": presenter.readings(own.readers(case)) if is_client else (),
        "is_client": is_client,
        "named_out": case.named_out() if "kept_out" in seen.fields else (),
        "agreed": own.agreed_text(case) if is_client else None,
        "sessions": own.sessions(case) if "sessions" in seen.fields else (),
        "referrals": own.referrals(case) if "referrals" in seen.fields else (),
        "emergencies": own.emergencies(case) if emergency else (),
        "crisis": _crisis(getattr(case.client.organisation, "counselling_office", None)),
        "may_ask_again": is_client and not case.is_open(str(case.state)),
        "may_enter_again": coordinates and not case.is_open(str(case.state)),
    }
    return visit.show("own_case.html", context, status)


def _opened(visit: Visit, seen: Seen) -> HttpResponse:
    """A sealed text, once it is on record who reads it; shown on this one answer only."""
    wished = visit.request.POST.get("note", "")
    notes = own.notes(seen.row, visit.user, visit.now)
    row = next((each for each in notes if str(each.uid) == wished), None)
    if row is None:
        return _page(visit, seen, status=UNPROCESSABLE)
    purpose = Purpose.OWN_RECORD if Role.CLIENT in seen.relations else Purpose.IN_CHARGE
    try:
        with sealed_notes.reading(row, by=visit.user, purpose=purpose, now=visit.now) as text:
            worded = own.worded(row.field, text.reveal())
            said = presenter.Note(row.uid, own.named(row.field), row.created_at, worded)
            return _page(visit, seen, said)
    except Refused as refused:
        messages.error(visit.request, str(refused))
        return redirect(words.address(seen.row))


# What others have told opens with a second factor only.
_guarded = behind_second_factor(_opened)


def _fields(visit: Visit, **named: Any) -> Fields:
    """Whom somebody keeps out is not kept as a draft."""
    known: Fields = OwnRequestForm.base_fields
    return {name: known[name] for name in ("topic", "wish", "route")}


_desk = Desk(_fields)


@page("GET", "POST", late=_desk.late)
@behind_password
@_desk
def ask(visit: Visit) -> HttpResponse:
    person, office = visit.standing.person, own.office_of(visit.standing.person)
    if person is None:
        raise Http404
    if office is None:
        return visit.show("own_ask.html", {"office": None})
    people = case_lines.staff(office, visit.now)
    listed = {str(row.person.uid): row.person for row in people if row.person != person}
    choices = [(uid, one.display_name) for uid, one in listed.items()]
    data = visit.request.POST if visit.request.method == "POST" else None
    form = OwnRequestForm(data, people=choices, initial=visit.begun)
    if data is None or not form.is_valid():
        return _asking(visit, form, office, status=UNPROCESSABLE if data is not None else 200)
    return _asked(visit, form, office, person, listed)


def _asked(
    visit: Visit,
    form: OwnRequestForm,
    office: CounsellingOffice,
    person: Person,
    people: dict[str, Person],
) -> HttpResponse:
    given = form.cleaned_data
    request = cases.Request(
        topic=given["topic"],
        wish=given["wish"],
        route=given["route"],
        keep_out=[people[uid] for uid in given.get("keep_out", ())],
        name_withheld=given["name_withheld"],
        previous=_previous(visit),
    )

    def act() -> CounsellingCase:
        return cases.ask(person, request, by=visit.user, now=visit.now)

    try:
        done = once(read_token(visit.request.POST), act, by=visit.user, now=visit.now)
    except Refused as refused:
        return _asking(visit, form, office, status=CONFLICT, refusal=str(refused))
    messages.success(visit.request, _("It is sent."))
    if isinstance(done, CounsellingCase):
        return redirect(words.address(done))
    return redirect("portal:own")


def _previous(visit: Visit) -> CounsellingCase | None:
    """The ended case it goes on with, if it is the visitor's own."""
    try:
        uid = UUID(visit.request.POST.get("previous", ""))
    except ValueError:
        return None
    rows = access.rows("counselling_case", visit.user, visit.now)
    found: CounsellingCase | None = rows.filter(uid=uid, client__user=visit.user).first()
    return found


def _asking(
    visit: Visit,
    form: OwnRequestForm,
    office: CounsellingOffice,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "office": office,
        "staffed": office.is_staffed(visit.now),
        "crisis": _crisis(office),
        "refusal": refusal,
        "token": uuid4(),
        "previous": visit.request.GET.get("after", "") or visit.request.POST.get("previous", ""),
    }
    return visit.show("own_ask.html", context, status)


def _crisis(office: CounsellingOffice | None) -> str:
    if office is None:
        return ""
    return office.crisis_en if get_language() == "en" else office.crisis_id


change = page("GET", "POST", late=step.desk.late)(behind_password(step.desk(step.answer)))
