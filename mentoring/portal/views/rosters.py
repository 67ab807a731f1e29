"""Rosters in the portal: sent in, looked at row by row, confirmed, and followed to their end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from mentoring.models import RosterRow, RosterUpload
from mentoring.portal.forms.roster import RosterForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import A_PAGE, show_office
from mentoring.portal.presenters import rosters as presenter
from mentoring.queries import office
from mentoring.services import roster_uploads
from mentoring.services.roster_file import FILE_LIMIT, UnreadableRoster

UNPROCESSABLE, TOO_LARGE = 422, 413
LARGEST = FILE_LIMIT + 64 * 1024
PATIENCE = 8 * LARGEST  # so much of a file that is too large is heard out before the answer
CHUNK = 64 * 1024
BODY = ("content",)  # what no page needs to read


@csrf_exempt
def listed(request: HttpRequest) -> HttpResponse:
    """Before anything reads the body, its length is looked at; a long one is never stored."""
    if request.method == "POST" and _length(request) > LARGEST:
        _hear_out(request)
        return _too_large(request)
    return _listed(request)


@csrf_protect
@page("GET", "POST")
def _listed(visit: Visit) -> HttpResponse:
    request = visit.request
    programmes = office.programmes(visit.user, visit.now)
    if request.method != "POST":
        return _shown(visit, RosterForm(programmes=programmes))
    form = RosterForm(request.POST, request.FILES, programmes=programmes)
    upload = _kept(visit, form) if form.is_valid() else None
    if upload is None:
        return _shown(visit, form, UNPROCESSABLE)
    return redirect("portal:roster", upload.uid)


@page("POST")
def _too_large(visit: Visit) -> HttpResponse:
    """Nothing of the body was read into a form, so there is nothing to be forged."""
    form = RosterForm({}, {}, programmes=office.programmes(visit.user, visit.now))
    form.errors.clear()
    limit = FILE_LIMIT // 1024 // 1024
    form.add_error("file", _("The file is larger than %(limit)s MB. Split it.") % {"limit": limit})
    return _shown(visit, form, TOO_LARGE)


@page("GET", "POST")
def one(visit: Visit, uid: UUID) -> HttpResponse:
    upload: RosterUpload = visit.find("roster_upload", ("programme",), BODY, uid=uid).row
    if visit.request.method == "POST":
        return _decided(visit, upload)
    asked = visit.request.GET.get("show", "")
    wanted = asked if asked in RosterRow.Verdict.values else ""
    pages = Paginator(presenter.of_verdict(upload, wanted), A_PAGE)
    found = pages.get_page(visit.request.GET.get("page", ""))
    context = {
        "upload": upload,
        "choices": presenter.choices(upload, wanted),
        "lines": presenter.lines(list(found)),
        "page": found,
        "query": f"show={wanted}&" if wanted else "",
        "written": roster_uploads.written(upload),
        "to_write": roster_uploads.to_write(upload),
    }
    return show_office(visit, "roster.html", context)


@page()
def rejects(visit: Visit, uid: UUID) -> HttpResponse:
    upload: RosterUpload = visit.find("roster_upload", (), BODY, uid=uid).row
    if not upload.rejects:
        raise Http404
    answer = HttpResponse(upload.rejects.encode("utf-8-sig"), content_type="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return answer


def _kept(visit: Visit, form: RosterForm) -> RosterUpload | None:
    file: Any = form.cleaned_data["file"]
    try:
        return roster_uploads.keep(
            form.cleaned_data["programme"], file.name, file.read(), by=visit.user, now=visit.now
        )
    except UnreadableRoster as error:
        form.add_error("file", str(error))
        return None


def _decided(visit: Visit, upload: RosterUpload) -> HttpResponse:
    if visit.request.POST.get("do") == "discard":
        if roster_uploads.discard(upload):
            messages.success(visit.request, _("The file was thrown away. Nothing was written."))
            return redirect("portal:rosters")
    elif visit.request.POST.get("do") == "confirm":
        roster_uploads.confirm(upload, now=visit.now)
    return redirect("portal:roster", upload.uid)


def _shown(visit: Visit, form: RosterForm, status: int = 200) -> HttpResponse:
    uploads = list(office.uploads(visit.user, visit.now)[:A_PAGE])
    context = {
        "form": form,
        "uploads": [(one, presenter.state(one)) for one in uploads],
        "imports": office.imports(visit.user, visit.now)[:A_PAGE],
    }
    return show_office(visit, "rosters.html", context, status=status)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def _hear_out(request: HttpRequest) -> None:
    """A browser shows the answer only after it has sent everything, within reason."""
    left = min(_length(request), PATIENCE)
    while left > 0 and (chunk := request.read(min(CHUNK, left))):
        left -= len(chunk)
