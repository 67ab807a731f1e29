"""What a slip of paper says, once for the page and for the PDF: safe markup with <strong> alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import entries
from mentoring.models import Slip, Unit


@dataclass(frozen=True, slots=True)
class Words:
    """Lines before and after the code; `last` is empty where there is no code."""

    first: Sequence[str]
    last: Sequence[str] = ()


def sheet(unit: Unit) -> str:
    """The heading of the sheets that are handed to one unit."""
    agency = unit.organisation.name
    return f"{agency} – {unit}" if unit.parent_id else agency


def slip_words(slip: Slip, *, coded: bool) -> Words:
    """`coded`: the slip carries a code that lets in once; the others have a password already."""
    first = [format_html("NIP {}", slip.person.masked_nip)] if slip.person.nip else []
    first.append(
        format_html(
            _("You take part in the programme <strong>{programme}</strong>."),
            programme=slip.programme,
        )
    )
    username = slip.person.user.username
    if not coded:
        return Words([*first, _with_password(username)])
    return Words([*first, _for_the_first_time(username)], [_lifetime()])


def _with_password(username: str) -> str:
    said = _(
        "How to sign in: open {site} and enter the user name <strong>{username}</strong> and your"
        " password. If you have lost it, the coordinator prints a new code for you."
    )
    return format_html(said, site=settings.SITE_URL, username=username)


def _for_the_first_time(username: str) -> str:
    said = _(
        "How to come in for the first time: scan the square with your phone, or open {page} and"
        " enter the user name <strong>{username}</strong> and this code:"
    )
    page = settings.SITE_URL.rstrip("/") + reverse("account_slip")
    return format_html(said, page=page, username=username)


def _lifetime() -> str:
    days = entries.LIFETIMES[entries.Purpose.SLIP].days
    said = ngettext(
        "It works once, for {days} day, and lets you choose a password. Keep this slip to yourself"
        " until then.",
        "It works once, for {days} days, and lets you choose a password. Keep this slip to"
        " yourself until then.",
        days,
    )
    return format_html(said, days=days)
