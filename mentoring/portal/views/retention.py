"""How long records are kept, what is proposed for destruction, and what became of it."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.machines.destruction import DestructionState
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import Destruction, JournalEntry, Organisation
from mentoring.portal.forms.retention import RetentionForm
from mentoring.portal.frame import Seen, Visit, page
from mentoring.portal.presenters import destructions as presenter
from mentoring.portal.presenters import words
from mentoring.portal.presenters.subject_page import subject_page
from mentoring.queries import destructions as queries
from mentoring.queries import retention as rules
from mentoring.queries.journal import scope_of
from mentoring.rules import office_day
from mentoring.services import certificate_pdf, retention

UNPROCESSABLE, CONFLICT = 422, 409
LINES = 30


@page("GET", "POST")
def listed(visit: Visit) -> HttpResponse:
    """The rules that count, and whatever is under way; whoever answers for data changes rules."""
    if visit.request.method != "POST":
        return _listed(visit, RetentionForm(initial={"first": office_day(visit.now)}))
    form = RetentionForm(visit.request.POST)
    if not retention.decides(visit.user.person, visit.now):
        form.add_error(None, retention.ONLY_THE_OFFICER)
        return _listed(visit, form, CONFLICT)
    if form.is_valid() and _changed(visit, form):
        return redirect("portal:retention")
    return _listed(visit, form, UNPROCESSABLE)


def _changed(visit: Visit, form: RetentionForm) -> bool:
    given = form.cleaned_data
    try:
        retention.change(
            visit.user.person.organisation,
            RecordKind(given["kind"]),
            given["months"],
            given["source_label"],
            given["first"],
            by=visit.user,
            now=visit.now,
        )
    except ValidationError as refused:
        for name, problems in refused.message_dict.items():
            form.add_error(name, problems)
        return False
    messages.success(visit.request, _("The period counts from that day."))
    return True


def _listed(visit: Visit, form: RetentionForm, status: int = 200) -> HttpResponse:
    home = visit.user.person.organisation
    context = {
        "form": form if form.errors or retention.decides(visit.user.person, visit.now) else None,
        "rules": rules.rules(home, office_day(visit.now)),
        "earlier": rules.earlier(home),
        "journal": _journal(home),
        "lines": presenter.lines(queries.open_to(visit.user, visit.now), visit.now),
        "over": presenter.lines(queries.over(visit.user, visit.now), visit.now),
    }
    return visit.show("retention.html", context, status)


def _journal(home: Organisation) -> list[JournalEntry]:
    what = JournalEntry.What.RETENTION_CHANGED
    rows = JournalEntry.objects.filter(scope=scope_of(home), what=what)
    return list(rows.select_related("actor").order_by("-number")[:LINES])


@page()
def one(visit: Visit, uid: UUID) -> HttpResponse:
    seen = _seen(visit, uid, visit.now)
    row: Destruction = seen.row
    context = {
        **subject_page(row, seen.relations, visit.user, visit.now),
        "counted": certificate_pdf.counted(row),
        "basis": certificate_pdf.basis(row),
        "certified": row.state == DestructionState.DESTROYED,
    }
    return visit.show("destruction.html", context)


def _seen(visit: Visit, uid: UUID, now: datetime) -> Seen:
    seen = visit.find("destruction", Destruction.related, uid=uid)
    seen.row.as_of = now
    return seen


@page()
def certificate(visit: Visit, uid: UUID) -> HttpResponse:
    """As PDF; back to its page until it is done."""
    made: Destruction = _seen(visit, uid, visit.now).row
    if made.state != DestructionState.DESTROYED:
        return redirect(words.address(made))
    content = certificate_pdf.printed(made, by=visit.user)
    given = HttpResponse(content, content_type="application/pdf")
    given.headers["Content-Disposition"] = f'attachment; filename="certificate-{made.number}.pdf"'
    return given
