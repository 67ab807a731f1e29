"""An organisation's own words for a notice: plain text with names in braces, checked against ours.

What may stand in braces is what the shipped template of the kind says itself, and `text`: the
whole shipped body; of a list also `list`: its lines. A word that has no value this time is never
sent as a hole: then ours are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.template import Context, Template
from django.template.base import Node, TokenType
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import BlockTranslateNode
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from notifications import compiling
from notifications.kinds import Kind, Text
from notifications.models import Notice

TEXT: Final = "text"
LIST: Final = "list"  # a block of its own within the body
TIMES: Final = frozenset({"until", "due", "starts"})  # by what name ours say them
NAMED = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture above a letterhead: by what it is found, and how large it is shown."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class House:
    """How the recipient's organisation writes: letterhead, footer, and own words for some mails."""

    letterhead: tuple[str, ...] = ()
    subject: str = ""
    body: str = ""
    logo: Logo | None = None
    footer: tuple[str, ...] = ()


PLAIN = House()


def house_of(notice: Notice, text: Text | None = None) -> House:
    """By settings.NOTIFICATIONS_HOUSES, in the active language; with the words for its kind, or
    for `text`."""
    known = getattr(settings, "NOTIFICATIONS_HOUSES", "")
    code = text.code if text else notice.kind
    found: House = import_string(known)(notice.recipient, code) if known else PLAIN
    return found


def may_be_own(kind: Kind) -> bool:
    """What hides among others must look like them."""
    return not kind.is_discreet


@dataclass(frozen=True, slots=True)
class Names:
    """What may stand in braces for a kind, and what must unless the whole text does."""

    known: frozenset[str]
    needed: frozenset[str]


def names(blocks: Mapping[str, Node]) -> Names:
    subject = {name for name, _value in _said(blocks["subject"])}
    body = {name for name, _value in _said(blocks["body"])}
    when, lines = body & TIMES, {LIST} & blocks.keys()
    return Names(frozenset(subject | body | lines | {TEXT}), frozenset(subject | when | lines))


def own_subject(blocks: Mapping[str, Node], language: str) -> str | None:
    """The shipped subject with its names in braces, to begin with; None if it says no name, and
    "" if it says different things at different times."""
    found: Any = blocks["subject"].get_nodes_by_type(BlockTranslateNode)
    if len(found) != 1:
        return "" if found or any(True for _name in _said(blocks["subject"])) else None
    text, said = found[0].render_token_list(found[0].singular)
    with translation.override(language):
        return translation.gettext(text) % {name: f"{{{name}}}" for name in said}


def values(blocks: Mapping[str, Node], context: Context) -> dict[str, str]:
    """What each name stands for this time; those that have no value are left out."""
    found: dict[str, str] = {}
    for block in ("subject", "body"):
        for name, value in _said(blocks[block]):
            said = _valued(name, value, context)
            if said:
                found.setdefault(name, said)
    return found


def filled(text: str, known: Mapping[str, str]) -> str | None:
    """With the values in place of the names; None if one has no value."""
    if any(name not in known for name in NAMED.findall(text)):
        return None
    return NAMED.sub(lambda name: known[name[1]], text)


def faults(subject: str, body: str, allowed: Names) -> dict[str, list[str]]:
    """By field what is wrong, naming word and line; nothing if the words can be sent."""
    found = {
        "subject": list(_faults(subject, allowed.known - {TEXT})),
        "body": list(_faults(body, allowed.known)),
    }
    used = set(NAMED.findall(subject + body))
    missing = sorted(allowed.needed - used) if TEXT not in used else []
    found["body"] += [
        _("{%(name)s} is missing: whoever reads it needs to know. Add it, or add {text}.")
        % {"name": name}
        for name in missing
    ]
    return {field: said for field, said in found.items() if said}


def _faults(text: str, known: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for name in NAMED.findall(line):
            if name not in known:
                given = {"line": number, "name": name}
                yield _("Line %(line)d: there is no {%(name)s} in this mail.") % given
        if set(NAMED.sub("", line)) & {"{", "}"}:
            yield _("Line %(line)d: a brace has no partner.") % {"line": number}


def _said(node: Node) -> Iterator[tuple[str, Any]]:
    """The names a block says, with the expression each stands for (None: the fact itself)."""
    for one in node.get_nodes_by_type(BlockTranslateNode):
        told: Any = one
        for token in (*told.singular, *(told.plural or ())):
            if token.token_type is TokenType.VAR:
                yield token.contents, told.extra_context.get(token.contents)
    for part in node.get_nodes_by_type(IncludeNode):
        included: Any = part
        compiled: Template = compiling.template(included.template.var)
        for child in compiled.nodelist:
            yield from _said(child)


def _valued(name: str, value: Any, context: Context) -> str:
    try:
        found = context.get(name) if value is None else value.resolve(context)
    except (TypeError, ValueError, AttributeError):  # a time that is not set this time
        return ""
    return "" if found is None else str(found)
