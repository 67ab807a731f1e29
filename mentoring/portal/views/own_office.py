"""What the counselling coordinator keeps: roster, text of consent, requests taken in person."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.models import ConsentText, CounsellingCase, CounsellingOffice
from mentoring.portal.forms.own import OnBehalfForm
from mentoring.portal.forms.own_office import ConsentTextForm, RosterForm, begun
from mentoring.portal.frame import Visit, page
from mentoring.portal.presenters import words
from mentoring.queries import own
from mentoring.services import consent_texts, counselling_offices
from mentoring.services import counselling_case as cases
from mentoring.services.once import once, read_token
from workflows.errors import Refused

UNPROCESSABLE, CONFLICT = 422, 409


@page("GET", "POST")
def kept(visit: Visit, uid: UUID) -> HttpResponse:
    organisation = visit.find("organisation", uid=uid).row
    people = own.serving(organisation, visit.now)
    rows = CounsellingOffice.objects.select_related("person", "deputy")
    office = rows.filter(organisation=organisation).first()
    if visit.request.method != "POST":
        form = RosterForm(people=people, initial=begun(office))
        return visit.show("own_office.html", {"form": form, "organisation": organisation})
    form = RosterForm(visit.request.POST, people=people)
    if form.is_valid():
        try:
            counselling_offices.keep(organisation, form.roster(), by=visit.user, now=visit.now)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(visit.request, _("The duty roster is kept."))
            return redirect("portal:own_office", uid)
    shown = {"form": form, "organisation": organisation}
    return visit.show("own_office.html", shown, UNPROCESSABLE)


@page("GET", "POST")
def enter(visit: Visit, uid: UUID) -> HttpResponse:
    """A request of somebody who came in person or called, also one after an ended one of theirs."""
    organisation = visit.find("organisation", uid=uid).row
    previous = _previous(visit)
    sent = visit.request.POST if visit.request.method == "POST" else None
    form = OnBehalfForm(sent, known=previous is not None)
    context = {
        "form": form,
        "organisation": organisation,
        "previous": previous,
        "token": uuid4(),
        "refusal": "",
    }
    if not form.is_bound or not form.is_valid():
        return visit.show("own_behalf.html", context, UNPROCESSABLE if form.is_bound else 200)
    given = form.cleaned_data
    client = previous.client if previous else own.found(organisation, given.pop("who").strip())
    if client is None:
        form.add_error("who", _("Nobody, or more than one, is called so here."))
        return visit.show("own_behalf.html", context, UNPROCESSABLE)
    request = cases.Request(**given, **_carried(previous))

    def act() -> CounsellingCase:
        return cases.ask(client, request, by=visit.user, now=visit.now)

    try:
        done = once(read_token(visit.request.POST), act, by=visit.user, now=visit.now)
    except Refused as refused:
        return visit.show("own_behalf.html", {**context, "refusal": str(refused)}, CONFLICT)
    messages.success(visit.request, _("It is sent."))
    if previous and isinstance(done, CounsellingCase):
        return redirect(words.address(done))
    return redirect("portal:own")


def _previous(visit: Visit) -> CounsellingCase | None:
    """The ended case it goes on with, of those the visitor sees."""
    asked = visit.request.POST.get("previous") or visit.request.GET.get("after")
    if not asked:
        return None
    try:
        uid = UUID(asked)
    except ValueError:
        raise Http404 from None
    case: CounsellingCase = visit.find("counselling_case", ("client__organisation",), uid=uid).row
    return case


def _carried(previous: CounsellingCase | None) -> dict[str, Any]:
    """What the client has asked for before holds on: whom they keep out, and their name kept."""
    if previous is None:
        return {}
    kept = {"keep_out": previous.named_out(), "name_withheld": previous.name_withheld}
    return {"previous": previous, **kept}


@page("GET", "POST")
def consent(visit: Visit, uid: UUID) -> HttpResponse:
    """The agency's own text of consent: seen first, then published as a version of its own."""
    organisation = visit.find("organisation", uid=uid).row
    held = ConsentText.objects.in_force(organisation)
    sent = visit.request.POST if visit.request.method == "POST" else None
    begun = {"text_id": held.text_id, "text_en": held.text_en} if held else None
    form = ConsentTextForm(sent, initial=begun)
    context = {
        "form": form,
        "organisation": organisation,
        "held": held,
        "versions": own.consent_texts(organisation),
        "preview": None,
    }
    if sent is None:
        return visit.show("own_consent.html", context)
    if not form.is_valid():
        return visit.show("own_consent.html", context, UNPROCESSABLE)
    if sent.get("do") != "publish":
        return visit.show("own_consent.html", {**context, "preview": form.cleaned_data})
    made = consent_texts.publish(organisation, **form.cleaned_data, by=visit.user, now=visit.now)
    said = _("Published. Whoever agrees from now on agrees to this text.")
    messages.success(visit.request, said if made else _("Nothing has changed."))
    return redirect("portal:own_consent", uid)
