"""Slips of paper that tell people without own e-mail that they take part, and let them in once."""

from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import entries
from mentoring.models import Programme, Slip


@dataclass(frozen=True, slots=True)
class Printed:
    """A slip with its code and QR; both are empty for those who have a password already."""

    slip: Slip
    code: str = ""
    qr: str = ""


def open_slips(programme: Programme, *, again: bool = False, username: str = "") -> QuerySet[Slip]:
    """Slips not printed yet, all of them, or one person's, in the order they are handed out."""
    slips = Slip.objects.filter(programme=programme).select_related(
        "person__user", "person__unit__organisation", "person__organisation", "programme"
    )
    if username:
        slips = slips.filter(person__user__username=username)
    elif not again:
        slips = slips.filter(printed_at=None)
    return slips.order_by(
        "person__organisation__name", "person__unit__name", "person__unit", "person__name", "pk"
    )


@transaction.atomic
def print_slips(
    programme: Programme,
    *,
    now: datetime,
    real_now: datetime,
    again: bool = False,
    username: str = "",
) -> str:
    """An HTML page of slips, a new sheet for each unit; they count as printed from now on.

    Codes printed earlier for these people end. Whoever has a password gets a code only when asked
    for by `username`: that is how a coordinator helps somebody who has lost it. Codes run out by
    `real_now` (accounts.clock): the demo's clock may be anywhere.
    """
    slips = list(
        open_slips(programme, again=again, username=username).select_for_update(of=("self",))
    )
    Slip.objects.filter(pk__in=[slip.pk for slip in slips], printed_at=None).update(printed_at=now)
    return render_to_string(
        "mentoring/slips.html",
        {
            "programme": programme,
            "printed": _printed(slips, named=bool(username), real_now=real_now),
            "site": settings.SITE_URL,
            "slip_page": settings.SITE_URL.rstrip("/") + reverse("account_slip"),
            "days": entries.LIFETIMES[entries.Purpose.SLIP].days,
        },
    )


def _printed(slips: list[Slip], *, named: bool, real_now: datetime) -> list[Printed]:
    users = [slip.person.user for slip in slips]
    without = [user for user in users if named or not user.has_usable_password()]
    issued = entries.issue_slips(without, now=real_now)
    return [
        Printed(slip, secrets.shown_code, _qr(secrets.token)) if secrets else Printed(slip)
        for slip in slips
        for secrets in [issued.get(slip.person.user_id)]
    ]


def _qr(token: str) -> str:
    """As the address of an image, so that the page needs nothing beside itself."""
    return segno.make_qr(entries.address_of(token), error="m").svg_data_uri(border=2)
