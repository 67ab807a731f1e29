"""What a superior can do about an escalation: say that they reminded, or that it is not theirs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring.portal.frame import Visit, page
from mentoring.portal.presenters import words
from mentoring.portal.templatetags.portal import brief
from mentoring.queries import lateness
from mentoring.services import correction as corrections
from mentoring.services import reminding
from notifications.models import Notice
from workflows.errors import Refused

CONFLICT = 409


@page("POST")
def reminded(visit: Visit, uid: UUID) -> HttpResponse:
    notice = visit.find("escalation", pk=uid).row
    try:
        kept = reminding.acknowledge(notice, by=visit.user, now=visit.now)
        messages.success(visit.request, _("Noted. Thank you for reminding them."))
        if (until := reminding.quiet_until(kept, visit.now)) is not None:
            said = _("Until %(until)s nobody is told more; then it goes on unless it is done.")
            messages.success(visit.request, said % {"until": brief(until)})
    except Refused as refused:
        messages.info(visit.request, str(refused))
    return redirect("portal:notice", uid)


@page("GET", "POST")
def not_my_staff(visit: Visit, uid: UUID) -> HttpResponse:
    """Told beforehand what follows; sent twice it is one report."""
    notice = visit.find("escalation", ("recipient",), pk=uid).row
    if visit.request.method != "POST":
        return _asked(visit, notice)
    try:
        made = corrections.report(notice, by=visit.user, now=visit.now)
    except Refused as refused:
        return _asked(visit, notice, str(refused))
    messages.success(visit.request, _("Reported. You need not do anything else."))
    return redirect(words.address(made))


def _asked(visit: Visit, notice: Notice, refusal: str = "") -> HttpResponse:
    context = {
        "person": lateness.person_below(notice),
        "back": reverse("portal:notice", args=[notice.pk]),
        "refusal": refusal,
    }
    return visit.show("not_my_staff.html", context, CONFLICT if refusal else 200)
