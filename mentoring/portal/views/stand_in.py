"""A superior who is away passes on what they were told: to a deputy, else to the next superior."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring.models import Person
from mentoring.portal.forms.stand_in import StandInForm
from mentoring.portal.frame import Visit, page
from mentoring.queries import superiors
from mentoring.services.absence import today_of
from mentoring.services.stand_in import stand_in
from notifications.models import Notice

UNPROCESSABLE = 422


@page("GET", "POST")
def on_leave(visit: Visit, uid: UUID) -> HttpResponse:
    notice = visit.find("escalation", ("recipient",), pk=uid).row
    if visit.request.method != "POST":
        person = visit.user.person
        return _shown(
            visit, notice, StandInForm(initial={"starts_on": today_of(person, visit.now)})
        )
    form = StandInForm(visit.request.POST)
    matches = _matches(visit, form) if form.is_valid() else []
    if not form.is_valid():
        return _shown(visit, notice, form, UNPROCESSABLE)
    if len(matches) > 1:
        return _shown(visit, notice, form, matches=matches)
    if not _passed_on(visit, notice, form, matches):
        return _shown(visit, notice, form, UNPROCESSABLE)
    return redirect("portal:notice", uid)


def _matches(visit: Visit, form: StandInForm) -> Sequence[Person]:
    """Those the text may mean; the one chosen of several before."""
    text, chosen = form.cleaned_data["name"], visit.request.POST.get("deputy", "")
    if not text:
        return []
    found = superiors.colleagues(visit.user.person, text)
    one = [person for person in found if str(person.uid) == chosen]
    if not found:
        form.add_error("name", _("Nobody of that name is in your organisation."))
    return one or found


def _passed_on(visit: Visit, notice: Notice, form: StandInForm, matches: Sequence[Person]) -> bool:
    given = form.cleaned_data
    deputy = matches[0] if matches else None
    try:
        stand_in(notice, given["starts_on"], given["ends_on"], deputy, by=visit.user, now=visit.now)
    except ValidationError as refused:
        for name, problems in refused.message_dict.items():
            form.add_error(name, problems)
        return False
    said = _("Noted. %(name)s acts for you and is told what is overdue on these days.")
    plain = _("Noted. On these days the next superior is told what is overdue.")
    messages.success(visit.request, said % {"name": deputy.display_name} if deputy else plain)
    return True


def _shown(
    visit: Visit,
    notice: Notice,
    form: StandInForm,
    status: int = 200,
    *,
    matches: Sequence[Person] = (),
) -> HttpResponse:
    back = reverse("portal:notice", args=[notice.pk])
    return visit.show("on_leave.html", {"form": form, "matches": matches, "back": back}, status)
