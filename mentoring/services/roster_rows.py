"""From a row of texts to an entry: each cell cleaned, read in its vocabulary, and judged."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from accounts.models import TimeZone
from mentoring.nip import InvalidNip, Nip, NipKind
from mentoring.services import roster_words as words
from mentoring.services.roster_file import SheetRow, UnreadableRoster
from mentoring.services.roster_problems import Problem
from mentoring.services.roster_words import Choice
from mentoring.vocabulary import (
    WITHOUT_NIP,
    EnrolmentRole,
    OrganisationKind,
    PersonKind,
    PositionLevel,
)

LIMITS = {"title_before": 60, "title_after": 100, "phone": 29, "email": 254}
DEFAULT_LIMIT = 200
INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_FORMULA = re.compile(r"[\s\ufeff\x00-\x1f]*[=+\-@|%\t\r]")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_MONTHED = frozenset({PersonKind.PNS, PersonKind.CPNS})


@dataclass(frozen=True, slots=True)
class Entry:
    """What a sound row says. Empty means: not said, so nothing known is overwritten."""

    number: int
    name: str
    nip: Nip | None
    superior: Nip | None
    kind: PersonKind | None
    organisation_kind: OrganisationKind | None
    level: PositionLevel | None
    role: EnrolmentRole
    zone: TimeZone | None
    texts: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.texts[column]

    @property
    def person_kind(self) -> PersonKind:
        """The stated kind, else what the NIP says."""
        if self.kind:
            return self.kind
        is_pppk = self.nip and self.nip.kind is NipKind.PPPK
        return PersonKind.PPPK if is_pppk else PersonKind.PNS


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its entry, or with the reasons why it has none; cautions come with either."""

    row: SheetRow
    entry: Entry | None
    problems: tuple[Problem, ...]


def columns_of(header: SheetRow) -> dict[int, str]:
    """Field by column; raises UnreadableRoster naming what is unknown, doubled or missing."""
    found: dict[int, str] = {}
    for column, text in enumerate(header.cells):
        name = words.header_field(clean(text))
        if name is None:
            raise _header_error(_('The header "%(header)s" is not known.'), clean(text))
        if name and name in found.values():
            raise _header_error(_('The header "%(header)s" stands there twice.'), clean(text))
        found[column] = name
    for name in words.REQUIRED:
        if name not in found.values():
            raise _header_error(
                _('The header "%(header)s" is missing.'), " / ".join(_advertised(name))
            )
    return found


def judge(row: SheetRow, columns: Mapping[int, str], *, today: date) -> Judged:
    """The entry of a row, or what is wrong with it, column by column."""
    reading = _Reading(row, columns)
    entry = reading.entry(today)
    refused = any(not problem.is_caution for problem in reading.problems)
    return Judged(row, None if refused else entry, tuple(reading.problems))


class _Reading:
    """One row while it is read; problems gather in the order of the columns asked for."""

    def __init__(self, row: SheetRow, columns: Mapping[int, str]) -> None:
        self.problems: list[Problem] = []
        self.texts = dict.fromkeys(words.HEADERS, "")
        self.numeric = {columns[n] for n in row.numeric if n in columns}
        self.number = row.number
        for column, cell in enumerate(row.cells):
            text = clean(cell)
            name = columns.get(column, "")
            if name:
                self.texts[name] = self._limited(name, "" if text == "-" else text)
            elif text and column not in columns:
                self._add("", "no_header")

    def entry(self, today: date) -> Entry:
        name, title_after = self._name()
        nip = self._nip("nip")
        superior = self._nip("superior_nip")
        kind = self._choice("kind", words.KINDS)
        self._judge_identity(nip, superior, kind)
        if nip:
            for caution in nip.cautions(today):
                self._add("nip", f"nip_{caution}")
        return Entry(
            number=self.number,
            name=name,
            nip=nip,
            superior=superior,
            kind=kind,
            organisation_kind=self._choice("organisation_kind", words.ORGANISATION_KINDS),
            level=self._choice("level", words.LEVELS),
            role=self._choice("role", words.ROLES) or EnrolmentRole.MENTEE,
            zone=self._choice("zone", words.ZONES),
            texts=self.texts
            | {"title_after": title_after, "email": self._email(), "phone": self._phone()},
        )

    def _name(self) -> tuple[str, str]:
        """Titles written behind the name with a comma are taken apart from it."""
        name, _comma, behind = self.texts["name"].partition(",")
        if not name.strip():
            self._add("name", "name_missing")
        title_after = self.texts["title_after"] or self._limited("title_after", behind.strip())
        return name.strip(), title_after

    def _nip(self, column: str) -> Nip | None:
        text = self.texts[column].lstrip("'")
        if not text:
            return None
        if column in self.numeric or _SCIENTIFIC.fullmatch(text):
            self._add(column, "nip_number")
            return None
        try:
            return Nip.parse(text)
        except InvalidNip as refusal:
            self._add(column, f"nip_{refusal.fault}")
            return None

    def _judge_identity(
        self, nip: Nip | None, superior: Nip | None, kind: PersonKind | None
    ) -> None:
        if nip and kind and not _fits(nip, kind):
            self._add("kind", "kind_contradicts_nip")
        if not self.texts["nip"] and kind not in WITHOUT_NIP:
            self._add("nip", "nip_missing")
        if nip and nip == superior:
            self._add("superior_nip", "superior_self")

    def _email(self) -> str:
        email = self.texts["email"].lower()
        if email:
            try:
                validate_email(email)
            except ValidationError:
                self._add("email", "email_invalid")
        return email

    def _phone(self) -> str:
        """A spreadsheet drops the leading zero of a mobile number; it is put back."""
        phone = self.texts["phone"]
        return f"0{phone}" if phone.isdigit() and phone.startswith("8") else phone

    def _choice(self, column: str, accepted: Mapping[str, Choice]) -> Choice | None:
        text = words.folded(self.texts[column])
        if not text:
            return None
        if text not in accepted:
            self._add(column, "unknown_word", accepted=_listed(accepted))
            return None
        return accepted[text]

    def _limited(self, name: str, text: str) -> str:
        limit = LIMITS.get(name, DEFAULT_LIMIT)
        parts = text.split(">") if name == "unit" else [text]
        if any(len(part.strip()) > limit for part in parts):
            self._add(name, "too_long", limit=limit)
        return text

    def _add(self, column: str, code: str, **params: object) -> None:
        self.problems.append(Problem(column, code, params))


def may_be_formula(cell: str) -> bool:
    """Whether a spreadsheet could take a text for a formula, whatever it begins with."""
    return bool(_FORMULA.match(cell))


def clean(cell: str) -> str:
    """Composed, on one line, without control and invisible characters or the mark of a text."""
    if cell.startswith("'") and may_be_formula(cell[1:]):
        cell = cell[1:]
    text = unicodedata.normalize("NFC", " ".join(cell.split()))
    return "".join(sign for sign in text if unicodedata.category(sign) not in INVISIBLE)


def _fits(nip: Nip, kind: PersonKind) -> bool:
    if nip.kind is NipKind.PPPK:
        return kind == PersonKind.PPPK
    return kind in _MONTHED


def _listed(accepted: Mapping[str, TextChoices]) -> str:
    """Each choice once, by the first word for it."""
    return ", ".join(dict.fromkeys(choice.value for choice in accepted.values()))


def _advertised(name: str) -> list[str]:
    return list(dict.fromkeys(words.HEADERS[name][:2]))


def _header_error(text: str, header: str) -> UnreadableRoster:
    accepted = ", ".join("/".join(_advertised(name)) for name in words.HEADERS)
    return UnreadableRoster(
        f"{text % {'header': header}} " + _("Accepted: %(accepted)s.") % {"accepted": accepted}
    )
