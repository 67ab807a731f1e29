"""Rotations of officials: sent in as a file, every hit seen first, published, and followed up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.models import Organisation
from mentoring.portal.forms.rotations import PublishForm, RotationForm, WithdrawForm, carried
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office
from mentoring.portal.presenters import rotations as presenter
from mentoring.queries import matters
from mentoring.queries import rotations as queries
from mentoring.services import rotations
from mentoring.services.roster_file import UnreadableRoster
from mentoring.services.rotations import BarredRotation
from workflows.errors import Conflict

UNPROCESSABLE, CONFLICT = 422, 409


@page("GET", "POST")
def one(visit: Visit, uid: UUID) -> HttpResponse:
    home: Organisation = visit.find("organisation", ("calendar",), uid=uid).row
    if visit.request.method == "POST":
        if visit.request.POST.get("do") == "publish":
            return _published(visit, home)
        if visit.request.POST.get("do") == "withdraw":
            return _withdrawn(visit, home)
        return _tried(visit, home)
    return _shown(visit, home, RotationForm())


def _tried(visit: Visit, home: Organisation) -> HttpResponse:
    form = RotationForm(visit.request.POST, visit.request.FILES)
    if not form.is_valid():
        return _shown(visit, home, form, UNPROCESSABLE)
    content = form.content()
    try:
        plan = rotations.plan(home, content, now=visit.now)
    except UnreadableRoster as error:
        form.add_error("file", str(error))
        return _shown(visit, home, form, UNPROCESSABLE)
    lines = presenter.seen(plan)
    context = {
        "organisation": home,
        "name": form.file_name[:120],
        "content": carried(content),
        "version": plan.tag,
        "barred": plan.is_barred,
        "counts": presenter.counts(plan),
        "lines": lines,
        "more": len(plan.verdicts) - len(lines),
    }
    return show_office(visit, "rotation_preview.html", context)


def _published(visit: Visit, home: Organisation) -> HttpResponse:
    form = PublishForm(visit.request.POST)
    try:
        rotations.publish(
            home,
            form.data.get("name", ""),
            form.file(),
            by=visit.user,
            now=visit.now,
            expected=form.cleaned_data["version"],
        )
    except (UnreadableRoster, BarredRotation) as error:
        return _shown(visit, home, RotationForm(), UNPROCESSABLE, refusal=str(error))
    except Conflict as conflict:
        return _shown(visit, home, RotationForm(), CONFLICT, refusal=str(conflict))
    messages.success(visit.request, _("Published. Each move takes effect on its day by itself."))
    return redirect("portal:rotations", home.uid)


def _withdrawn(visit: Visit, home: Organisation) -> HttpResponse:
    form = WithdrawForm(visit.request.POST)
    rows = queries.published(home)
    one = rows.filter(uid=form.cleaned_data["rotation"]).first() if form.is_valid() else None
    try:
        if one:
            rotations.withdraw(one, expected=form.cleaned_data["version"])
    except Conflict as conflict:
        return _shown(visit, home, RotationForm(), CONFLICT, refusal=str(conflict))
    if one:
        messages.success(visit.request, _("Taken back. What has taken effect stays."))
    else:
        messages.error(visit.request, _("It is not known any more. Look at the list again."))
    return redirect("portal:rotations", home.uid)


def _shown(
    visit: Visit, home: Organisation, form: RotationForm, status: int = 200, refusal: str = ""
) -> HttpResponse:
    waiting = queries.waiting(home)
    context: dict[str, Any] = {
        "organisation": home,
        "form": form,
        "refusal": refusal,
        "waiting": presenter.moves(waiting[:A_PAGE]),
        "matters": presenter.undecided(matters.of(home)[:A_PAGE]),
        "published": queries.published(home)[:A_PAGE],
    }
    return show_office(visit, "rotations.html", context, status=status)
