"""An organisation's logo: sent in, seen as it will stand above the mails, kept, taken back."""

import base64
import binascii
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.models import Organisation
from mentoring.portal.forms.house_styles import LogoForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import show_office
from mentoring.queries import house_styles as queries
from mentoring.services import logos
from mentoring.services.logos import Drawn

UNPROCESSABLE = 422


@page("GET", "POST")
def one(visit: Visit, uid: UUID) -> HttpResponse:
    home: Organisation = visit.find("organisation", uid=uid).row
    if visit.request.method != "POST":
        return _shown(visit, home, LogoForm())
    if visit.request.POST.get("do") == "remove":
        logos.remove(home, by=visit.user, now=visit.now)
        messages.success(visit.request, _("Mails and letters are without a logo from now on."))
        return redirect("portal:house_logo", home.uid)
    return _sent_in(visit, home)


def _sent_in(visit: Visit, home: Organisation) -> HttpResponse:
    keeps = visit.request.POST.get("do") == "keep"
    form = LogoForm(visit.request.POST, visit.request.FILES)
    try:
        if not keeps and not form.is_valid():
            return _shown(visit, home, form, status=UNPROCESSABLE)
        drawn = logos.drawn(_seen(visit) if keeps else form.cleaned_data["logo"].read())
    except ValidationError as refused:
        form.errors.clear()
        form.refuse(refused)
        return _shown(visit, home, form, status=UNPROCESSABLE)
    if not keeps:
        return _shown(visit, home, LogoForm(), tried=drawn)
    logos.keep(home, drawn, by=visit.user, now=visit.now)
    messages.success(visit.request, _("It stands above every mail from now on."))
    return redirect("portal:house_logo", home.uid)


def _seen(visit: Visit) -> bytes:
    """The picture the page has just shown, judged like any other."""
    try:
        return base64.b64decode(visit.request.POST.get("picture", ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _shown(
    visit: Visit, home: Organisation, form: LogoForm, tried: Drawn | None = None, status: int = 200
) -> HttpResponse:
    style = queries.of_organisation(home)
    kept = style.logo if style else {}
    image = tried.image if tried else queries.picture(kept.get("digest", "")) if kept else None
    size = (tried.width, tried.height) if tried else (kept.get("width"), kept.get("height"))
    context = {
        "organisation": home,
        "form": form,
        "tried": tried is not None,
        "kept": bool(kept),
        "picture": base64.b64encode(image).decode("ascii") if image else "",
        "width": size[0],
        "height": size[1],
        "lines": style.letterhead if style else [],
    }
    return show_office(visit, "house_logo.html", context, status=status)
