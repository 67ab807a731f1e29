"""Kinds of notices: what happened, how confidential that is, by what channels, in what manner."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from notifications.errors import AlreadyRegistered, UnknownKind

if TYPE_CHECKING:
    from notifications.models import Notice

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
CODE_LENGTH = 60


class Disclosure(StrEnum):
    """How far a notice may be seen; a later letter is more confidential."""

    A = "A"
    B = "B"
    C = "C"


class Manner(IntEnum):
    """How a copy leaves, the most pressing first; from `ESCALATED` on in the mail of the day."""

    URGENT = 0
    ALONE = 1
    ESCALATED = 2
    OVERDUE = 3
    REMINDED = 4
    NEWS = 5

    @property
    def gathers(self) -> bool:
        """Whether it is joined with what else is due for the same person on the same day."""
        return self > Manner.ALONE


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice. Its words stand in the template `notices/<code, dots as _>.txt`.

    `discreet`: the mail only says that something waits in the portal; class C always is, and
    harmless kinds that are as well make it unremarkable. `calendar`: the iCalendar text that goes
    with the mail, or None. `manner`: how its copies leave where several may be joined. `many`: the
    template for a list of such notices; empty if they are never listed.
    """

    code: str
    disclosure: str = Disclosure.A
    channels: tuple[str, ...] = ("email",)
    manner: Manner = Manner.ALONE
    discreet: bool = False
    many: str = ""
    calendar: Callable[["Notice"], bytes | None] | None = None

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code) or len(self.code) > CODE_LENGTH:
            raise ValueError(f"{self.code!r} is not a code such as relationship.accepted")
        Disclosure(self.disclosure)
        if self.calendar and self.is_discreet:
            raise ValueError(f"{self.code}: an invitation would tell what a discreet mail hides")
        if self.manner.gathers and (self.calendar or self.is_discreet):
            raise ValueError(f"{self.code}: invitations and discreet mails leave by themselves")

    @property
    def is_discreet(self) -> bool:
        return self.discreet or self.disclosure == Disclosure.C

    @property
    def template(self) -> str:
        return f"notices/{self.code.replace('.', '_')}.txt"


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a kind: those of one notice or, `listed`, those of a list of them."""

    kind: Kind
    listed: bool = False

    @property
    def code(self) -> str:
        return f"{self.kind.code}.list" if self.listed else self.kind.code

    @property
    def template(self) -> str:
        return self.kind.many if self.listed else self.kind.template


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    if kind.code in _KINDS:
        raise AlreadyRegistered(kind.code)
    _KINDS[kind.code] = kind
    return kind


def get(code: str) -> Kind:
    try:
        return _KINDS[code]
    except KeyError:
        raise UnknownKind(code) from None


def registered() -> tuple[Kind, ...]:
    return tuple(_KINDS.values())
