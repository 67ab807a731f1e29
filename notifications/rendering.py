"""Putting a notice into words: in the recipient's language and time zone, never with a hole."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context, Template
from django.template.loader_tags import BlockNode
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from notifications import kinds, layouts, lists, own_words, remembered
from notifications.channels.email import calendar_method, one_line
from notifications.compiling import blocks, template
from notifications.errors import RenderError
from notifications.kinds import Disclosure, Kind, Text
from notifications.models import Notice
from notifications.own_words import House

logger = logging.getLogger(__name__)

QUIET = "notifications/quiet.txt"
REQUIRED = frozenset({"subject", "body"})
SUBJECT_LENGTH = 200
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Words:
    """A notice in words; `url` is where its action is done."""

    subject: str
    body: str
    action: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    text: str
    html: str
    calendar: str = ""


def shown(notice: Notice, house: House | None = None) -> Words:
    """What the portal's inbox and the mail of the day show, as plain text, in the words of the
    recipient's house where it has its own. Raises RenderError."""
    with for_recipient(notice):
        return _plain_words(notice, kinds.get(notice.kind), house)[0]


def _plain_words(notice: Notice, kind: Kind, house: House | None) -> tuple[Words, House]:
    """Of the first of a list: of the whole list, once there is more than one."""
    many = 1 + lists.number(notice) if kind.many else 1
    text = Text(kind, listed=many > 1)
    house = own_words.house_of(notice, text) if house is None else house
    more = {"many": many, "items": lists.first_facts(notice)} if text.listed else NOTHING
    return _words(notice, text.template, more, house), house


def title(notice: Notice) -> str:
    """The line that stands for the notice in a list; a defective notice has a general one."""
    try:
        return shown(notice).subject
    except RenderError:
        logger.error("notice %s cannot be rendered", notice.pk)  # its facts stay out of the log
        return _("There is something for you in the portal")


def mail(notice: Notice, house: House | None = None) -> Mail:
    """The mail copy, in the words of the recipient's house where it has its own.

    Raises RenderError whatever is wrong, so that one cannot stop the others.
    """
    with for_recipient(notice):
        kind = kinds.get(notice.kind)
        if kind.is_discreet:
            words = _words(notice, QUIET)
            house = own_words.house_of(notice) if house is None else house
        else:
            words, house = _plain_words(notice, kind, house)
        name = one_line(notice.recipient.display_name)
        site = urlsplit(settings.SITE_URL).hostname or ""
        layout = layouts.of(house, site, named=bool(name))
        said = {slot: getattr(words, slot) for slot in Words.__slots__} | {"name": name}
        return Mail(words.subject, layout.text(said), layout.page(said), _calendar(kind, notice))


def neutral(notice: Notice) -> Mail:
    """That something waits, in the installation's language: not what, nor for whom."""
    with _in(settings.LANGUAGE_CODE, settings.TIME_ZONE):
        words = _words(notice, QUIET)
        home = f"{settings.SITE_URL.rstrip('/')}/"
        return Mail(words.subject, f"{words.body}\n\n{words.action}: {home}\n", "")


@contextmanager
def for_recipient(notice: Notice) -> Iterator[None]:
    """In the recipient's language and time zone; whatever goes wrong is a RenderError."""
    with _in(notice.recipient.language, notice.recipient.time_zone):
        yield


@contextmanager
def _in(language: str, zone: str) -> Iterator[None]:
    try:
        with translation.override(language), timezone.override(zone):
            yield
    except RenderError:
        raise
    except Exception as error:
        raise RenderError(f"{type(error).__name__}: {error}") from error


def _words(
    notice: Notice,
    name: str,
    more: Mapping[str, Any] = NOTHING,
    house: House = own_words.PLAIN,
) -> Words:
    compiled = template(name)
    found = blocks(compiled)
    if missing := REQUIRED - found.keys():
        raise RenderError(f"{name} has no block {', '.join(sorted(missing))}")
    url = action_url(notice, listed=bool(more))
    own = {"facts": notice.facts, "recipient": notice.recipient, "action_url": url}
    facts = remembered.Facts({**notice.facts, **own, **more})
    # Plain text: the HTML layout escapes all of it.
    context = Context(facts, autoescape=False)
    keep = remembered.said if notice.disclosure == Disclosure.A else remembered.anew
    said = {
        part: keep((compiled, part), facts, partial(_said, compiled, node, context))
        for part, node in found.items()
    }
    if house.body:
        said |= _in_own_words(compiled, found, context, said, house)
    return Words(
        subject=one_line(said["subject"])[:SUBJECT_LENGTH],
        body=said["body"],
        action=said.get("action") or _("Open in the portal"),
        why=said.get("why") or _("You receive this because it concerns a matter you take part in."),
        url=url,
    )


def _in_own_words(
    compiled: Template,
    found: Mapping[str, BlockNode],
    context: Context,
    said: Mapping[str, str],
    house: House,
) -> dict[str, str]:
    """Subject and body as the house writes them; ours where one of its words has no value."""
    with context.render_context.push_state(compiled), context.bind_template(compiled):
        known = own_words.values(found, context)
    known |= {own_words.TEXT: said["body"], own_words.LIST: said.get(own_words.LIST, "")}
    own = {part: own_words.filled(getattr(house, part), known) for part in ("subject", "body")}
    return {part: words for part, words in own.items() if words}


def _said(compiled: Template, node: BlockNode, context: Context) -> str:
    with context.render_context.push_state(compiled), context.bind_template(compiled):
        return node.render(context).strip()


def action_url(notice: Notice, *, listed: bool = False) -> str:
    """The address the notice leads to: its facts' path, or the notice in the inbox."""
    inbox = f"/inbox/{notice.pk}"
    path = (
        inbox if listed or kinds.get(notice.kind).is_discreet else notice.facts.get("path", inbox)
    )
    if not path.startswith("/") or path.startswith("//"):
        raise RenderError("the path must begin with a single slash")
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _calendar(kind: Kind, notice: Notice) -> str:
    invitation = kind.calendar(notice) if kind.calendar else None
    if invitation is None:
        return ""
    text = invitation.decode()
    calendar_method(text)
    return text
