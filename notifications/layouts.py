"""The layout of a mail, rendered and inlined once for each language and letterhead.

What differs from mail to mail is then put in place: the same mail, without the template's work.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from css_inline import CSSInliner
from django.template import Context
from django.utils.html import escape
from django.utils.text import normalize_newlines
from django.utils.translation import get_language

from notifications import compiling
from notifications.own_words import House, Logo

PLAIN = "notifications/mail.txt"
HTML = "notifications/mail.html"
SLOTS = ("subject", "body", "action", "url", "why", "name")
# Not to be guessed, so nobody's letterhead can hold one.
_SALT = secrets.token_hex(8)
_SLOT = re.compile(f"{_SALT}-([a-z]+)-")

_inliner = CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


def inlined(html: str) -> str:
    """With the styles on the elements, for mail programs that drop the head."""
    return _inliner.inline(html)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Fixed text and the names of slots by turns; `paragraph` opens each of the body's."""

    pieces: tuple[str, ...]
    paragraph: str = ""

    def filled(self, values: Mapping[str, str]) -> str:
        said = list(self.pieces)
        said[1::2] = [values[slot] for slot in said[1::2]]
        return "".join(said)


@dataclass(frozen=True, slots=True)
class Layout:
    plain: Pattern
    html: Pattern

    def text(self, values: Mapping[str, str]) -> str:
        return self.plain.filled(values)

    def page(self, values: Mapping[str, str]) -> str:
        """As Django's `linebreaks` makes paragraphs of the body."""
        safe = {slot: str(escape(said)) for slot, said in values.items()}
        paragraphs = re.split("\n{2,}", normalize_newlines(safe["body"]))
        end = "</p>\n\n"
        safe["body"] = end.join(
            self.html.paragraph + each.replace("\n", "<br>") for each in paragraphs
        )
        return self.html.filled(safe)


def of(house: House, site: str, *, named: bool) -> Layout:
    """In the active language; `named` where the mail greets somebody by name."""
    return _made(get_language() or "", house.letterhead, house.footer, house.logo, site, named)


@lru_cache(maxsize=256)
def _made(
    language: str,
    letterhead: tuple[str, ...],
    footer: tuple[str, ...],
    logo: Logo | None,
    site: str,
    named: bool,
) -> Layout:
    marks = {slot: f"{_SALT}-{slot}-" for slot in SLOTS}
    values: dict[str, Any] = {
        "letterhead": letterhead,
        "footer": footer,
        "logo": logo,
        "words": marks,
        "name": marks["name"] if named else "",
        "site": site,
        "language": language,
    }
    text = compiling.template(PLAIN).render(Context(values, autoescape=False))
    html = inlined(compiling.template(HTML).render(Context(values)))
    opened = re.search(f"(<p[^>]*>){marks['body']}", html)
    paragraph = opened[1] if opened else ""
    html = html.replace(paragraph + marks["body"], marks["body"])
    return Layout(Pattern(_pieces(text)), Pattern(_pieces(html), paragraph))


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(_SLOT.split(text))
