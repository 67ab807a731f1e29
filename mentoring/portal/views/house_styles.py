"""How an organisation writes: its letterhead, and own words with a preview and the way back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from mentoring.models import Organisation
from mentoring.portal.forms.house_styles import LetterheadForm, TextForm
from mentoring.portal.frame import Visit, page
from mentoring.portal.office import show_office
from mentoring.queries import house_styles as queries
from mentoring.services import house_styles
from notifications.kinds import Text
from notifications.own_words import PLAIN, TEXT, House
from notifications.rendering import Mail

UNPROCESSABLE = 422


@page("GET", "POST")
def listed(visit: Visit, uid: UUID) -> HttpResponse:
    home: Organisation = visit.find("organisation", uid=uid).row
    style = queries.of_organisation(home)
    if visit.request.method != "POST":
        lines = "\n".join(style.letterhead) if style else ""
        return _list(visit, home, LetterheadForm({"letterhead": lines}))
    form = LetterheadForm(visit.request.POST)
    if form.is_valid():
        lines_given = form.cleaned_data["letterhead"].splitlines()
        try:
            house_styles.keep_letterhead(home, lines_given, by=visit.user, now=visit.now)
            messages.success(visit.request, _("It stands above every mail from now on."))
            return redirect("portal:house_style", home.uid)
        except ValidationError as refused:
            form.refuse(refused)
    return _list(visit, home, form, UNPROCESSABLE)


def _list(
    visit: Visit, home: Organisation, form: LetterheadForm, status: int = 200
) -> HttpResponse:
    style = queries.of_organisation(home)
    language = translation.get_language() or "id"
    own = set(style.texts) if style else set()
    lines = [
        (text.code, _subject(visit, text, language), f"{text.code}:{language}" in own)
        for text in house_styles.editable()
    ]
    context = {"organisation": home, "form": form, "lines": lines, "language": language[:2]}
    return show_office(visit, "house_style.html", {**context, "style": style}, status=status)


@page("GET", "POST")
def one(visit: Visit, uid: UUID, text: str, language: str) -> HttpResponse:
    home: Organisation = visit.find("organisation", uid=uid).row
    chosen = next((each for each in house_styles.editable() if each.code == text), None)
    if chosen is None or language not in house_styles.LANGUAGES:
        raise Http404
    if visit.request.method == "POST":
        return _changed(visit, home, chosen, language)
    style = queries.of_organisation(home)
    house = queries.written(style, chosen.code, language) if style else PLAIN
    shown = house_styles.first_subject(chosen, language, to=visit.user, now=visit.now)
    words = {"subject": house.subject or shown, "body": house.body or f"{{{TEXT}}}"}
    return _shown(visit, home, chosen, language, TextForm(initial=words), house)


def _changed(visit: Visit, home: Organisation, text: Text, language: str) -> HttpResponse:
    if visit.request.POST.get("do") == "reset":
        house_styles.reset_text(home, text, language, by=visit.user, now=visit.now)
        messages.success(visit.request, _("As shipped from now on."))
        return redirect("portal:house_style", home.uid)
    form = TextForm(visit.request.POST)
    if not form.is_valid():
        return _shown(visit, home, text, language, form, None)
    subject, body = form.cleaned_data["subject"], form.cleaned_data["body"]
    try:
        house_styles.check(text, subject, body)
    except ValidationError as refused:
        form.refuse(refused)
        return _shown(visit, home, text, language, form, None)
    if visit.request.POST.get("do") != "keep":
        return _shown(visit, home, text, language, form, House((), subject, body))
    house_styles.keep_text(home, text, language, subject, body, by=visit.user, now=visit.now)
    messages.success(visit.request, _("These words are sent from now on."))
    return redirect("portal:house_style", home.uid)


def _shown(
    visit: Visit, home: Organisation, text: Text, language: str, form: TextForm, house: House | None
) -> HttpResponse:
    """With the mail as it would be; without, if it cannot be sent."""
    style = queries.of_organisation(home)
    head = tuple(style.letterhead) if style else ()
    preview: Mail | None = None
    if house is not None:
        words = House(head, house.subject, house.body)
        preview = house_styles.preview(text, language, words, to=visit.user, now=visit.now)
    names = house_styles.names_of(text)
    context: dict[str, Any] = {
        "organisation": home,
        "kind": text.code,
        "language": language,
        "form": form,
        "preview": preview,
        "known": sorted(names.known),
        "needed": sorted(names.needed),
        "own": bool(style and f"{text.code}:{language}" in style.texts),
        "other": next(each for each in house_styles.LANGUAGES if each != language),
    }
    status = 200 if house is not None else UNPROCESSABLE
    return show_office(visit, "house_text.html", context, status=status)


def _subject(visit: Visit, text: Text, language: str) -> str:
    return house_styles.shipped_subject(text, language, to=visit.user, now=visit.now)
