"""How the organisation of a recipient writes to them."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import get_language

from accounts.models import User
from mentoring.models import HouseStyle, Logo, Organisation
from notifications import own_words
from notifications.models import Notice
from notifications.own_words import PLAIN, House

# What a notice is read with to be put into the words of its reader's house.
READER: Final = "recipient__person__organisation__house_style"


def house_of(user: Any, kind: str) -> House:
    """In the active language; no statement for whoever was read with it, as senders do."""
    person = getattr(user, "person", None)
    style = getattr(person.organisation, "house_style", None) if person else None
    return written(style, kind, get_language() or "id") if style else PLAIN


def read_by(user: Any, rows: Iterable[Notice]) -> list[Notice]:
    """Notices to this one person, with how their house writes; one statement for all."""
    reader = User.objects.select_related("person__organisation__house_style").get(pk=user.pk)
    found = list(rows)
    for row in found:
        row.recipient = reader
    return found


def of_organisation(home: Organisation) -> HouseStyle | None:
    return HouseStyle.objects.filter(organisation=home).select_related("changed_by").first()


def letterhead_of(user: Any) -> House:
    """Of the organisation somebody writes for; plain where it has none or they are no person."""
    person = getattr(user, "person", None)
    style = of_organisation(person.organisation) if person else None
    return written(style, "", "") if style else PLAIN


def picture(digest: str) -> bytes | None:
    """The PNG of a logo."""
    found = Logo.objects.filter(digest=digest).values_list("image", flat=True).first()
    return None if found is None else bytes(found)


def written(style: HouseStyle, kind: str, language: str) -> House:
    own = style.texts.get(f"{kind}:{language}", {})
    logo = own_words.Logo(**style.logo) if style.logo else None
    said, footer = (own.get("subject", ""), own.get("body", "")), style.footer.get(language, ())
    return House(tuple(style.letterhead), *said, logo, tuple(footer))
