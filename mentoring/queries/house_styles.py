"""How the organisation of a recipient writes to them."""

from typing import Any

from django.utils.translation import get_language

from mentoring.models import HouseStyle, Organisation
from notifications.own_words import PLAIN, House


def house_of(user: Any, kind: str) -> House:
    """In the active language; no statement for whoever was read with it, as senders do."""
    person = getattr(user, "person", None)
    style = getattr(person.organisation, "house_style", None) if person else None
    return written(style, kind, get_language() or "id") if style else PLAIN


def of_organisation(home: Organisation) -> HouseStyle | None:
    return HouseStyle.objects.filter(organisation=home).select_related("changed_by").first()


def letterhead_of(user: Any) -> tuple[str, ...]:
    """Of the organisation somebody writes for; empty where it has none or they are no person."""
    person = getattr(user, "person", None)
    style = of_organisation(person.organisation) if person else None
    return tuple(style.letterhead) if style else ()


def written(style: HouseStyle, kind: str, language: str) -> House:
    own = style.texts.get(f"{kind}:{language}", {})
    return House(tuple(style.letterhead), own.get("subject", ""), own.get("body", ""))
