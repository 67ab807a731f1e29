"""Proposing a session of a relationship."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.models import IdempotencyKey, Relationship, Session
from mentoring.portal.drafts import Desk, Fields
from mentoring.portal.forms.meeting import MeetingForm
from mentoring.portal.frame import Seen, Visit, page
from mentoring.portal.presenters import words
from mentoring.services import session as sessions
from mentoring.services.once import digest_of, once, read_token
from workflows.errors import Refused

UNPROCESSABLE, CONFLICT = 422, 409


def _pair(visit: Visit, uid: UUID) -> Seen:
    return visit.find("relationship", Relationship.related, uid=uid)


def _fields(visit: Visit, uid: UUID) -> Fields:
    _pair(visit, uid)
    return MeetingForm.base_fields


_desk = Desk(_fields)


@page("GET", "POST", late=_desk.late)
@_desk
def propose(visit: Visit, uid: UUID) -> HttpResponse:
    seen = _pair(visit, uid)
    if visit.request.method != "POST":
        return _shown(visit, seen, MeetingForm(initial=visit.begun))
    form = MeetingForm(visit.request.POST)
    if not form.is_valid():
        return _shown(visit, seen, form, status=UNPROCESSABLE)
    try:
        done = once(
            read_token(visit.request.POST),
            lambda: _proposed(visit, seen, form),
            by=visit.user,
            now=visit.now,
            digest=_digest(form),
        )
    except Refused as refused:
        return _shown(visit, seen, form, status=CONFLICT, refusal=str(refused))
    if isinstance(done, IdempotencyKey) and done.digest != _digest(form):
        said = _("From this form another time has been proposed before. Is this one meant too?")
        return _shown(visit, seen, form, status=CONFLICT, refusal=said)
    messages.success(visit.request, _("The time is proposed."))
    return redirect(words.address(seen.row))


def _digest(form: MeetingForm) -> str:
    return digest_of(repr(sorted(form.cleaned_data.items())))


def _proposed(visit: Visit, seen: Seen, form: MeetingForm) -> Session:
    given = form.cleaned_data
    return sessions.propose(
        seen.row,
        form.starts_at,
        form.ends_at,
        given["mode"],
        given["place"],
        given["link"],
        by=visit.user,
        now=visit.now,
    )


def _shown(
    visit: Visit, seen: Seen, form: MeetingForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    context = {
        "title": words.title(seen.row, visit.user),
        "url": words.address(seen.row),
        "form": form,
        "refusal": refusal,
        "token": uuid4(),
    }
    return visit.show("meeting.html", context, status)
