"""Slips of paper that tell people without own e-mail that they take part, and let them in once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

import segno
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from accounts import entries
from mentoring.models import Programme, Slip
from mentoring.services.slip_words import Words, sheet, slip_words


@dataclass(frozen=True, slots=True)
class Printed:
    """A slip with its code and token; both are empty for those who have a password already."""

    slip: Slip
    code: str = ""
    token: str = ""

    @property
    def words(self) -> Words:
        return slip_words(self.slip, coded=bool(self.code))

    @property
    def square(self) -> segno.QRCode:
        """The QR code that leads in."""
        return segno.make_qr(entries.address_of(self.token), error="m")

    @property
    def qr(self) -> str:
        """As the address of an image, so that the page needs nothing beside itself."""
        return self.square.svg_data_uri(border=2)


def open_slips(
    programme: Programme, *, again: bool = False, username: str = "", unit: UUID | None = None
) -> QuerySet[Slip]:
    """Slips not printed yet, all of them, or one person's, in the order they are handed out."""
    slips = Slip.objects.filter(programme=programme).select_related(
        "person__user", "person__unit__organisation", "person__organisation", "programme"
    )
    if unit:
        slips = slips.filter(person__unit__uid=unit)
    if username:
        slips = slips.filter(person__user__username=username)
    elif not again:
        slips = slips.filter(printed_at=None)
    return slips.order_by(
        "person__organisation__name", "person__unit__name", "person__unit", "person__name", "pk"
    )


@transaction.atomic
def issue(
    programme: Programme,
    *,
    now: datetime,
    real_now: datetime,
    again: bool = False,
    username: str = "",
    unit: UUID | None = None,
) -> Sequence[Printed]:
    """Slips with fresh codes, of all units or of one; they count as printed from now on.

    Codes printed earlier for these people end. Whoever has a password gets a code only when asked
    for by `username`: that is how a coordinator helps somebody who has lost it. Codes run out by
    `real_now` (accounts.clock): the demo's clock may be anywhere.
    """
    chosen = open_slips(programme, again=again, username=username, unit=unit)
    slips = list(chosen.select_for_update(of=("self",)))
    Slip.objects.filter(pk__in=[slip.pk for slip in slips], printed_at=None).update(printed_at=now)
    users = [slip.person.user for slip in slips]
    without = [user for user in users if username or not user.has_usable_password()]
    issued = entries.issue_slips(without, now=real_now)
    return [
        Printed(slip, secrets.shown_code, secrets.token) if secrets else Printed(slip)
        for slip in slips
        for secrets in [issued.get(slip.person.user_id)]
    ]


def by_unit(printed: Sequence[Printed]) -> Iterator[tuple[str, Sequence[Printed]]]:
    """The slips of each unit under its heading; each begins a new sheet."""
    for unit, group in groupby(printed, key=lambda one: one.slip.person.unit):
        yield sheet(unit), list(group)


def as_page(programme: Programme, printed: Sequence[Printed]) -> str:
    """An HTML page to print."""
    sheets = list(by_unit(printed))
    return render_to_string("mentoring/slips.html", {"programme": programme, "sheets": sheets})
