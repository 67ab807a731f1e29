"""From a row of texts to a move: who goes where, under whom, from which day, by which decree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from mentoring.nip import InvalidNip, Nip
from mentoring.services.roster_file import SheetRow, UnreadableRoster
from mentoring.services.roster_rows import clean
from mentoring.services.roster_words import folded
from mentoring.services.rotation_hits import Hit

# field: the names its header may have; the first two, Indonesian and English, are advertised
HEADERS: dict[str, tuple[str, ...]] = {
    "person": ("pegawai", "person", "nip", "username", "nama_pengguna"),
    "organisation": ("instansi_baru", "new_organisation", "instansi", "organisation"),
    "unit": ("unit_baru", "new_unit", "unit", "unit_kerja", "unit_kerja_baru"),
    "position": ("jabatan_baru", "new_position", "jabatan", "position"),
    "leads": ("kepala_unit", "leads_unit"),
    "superior": ("atasan_baru", "new_superior", "atasan", "superior", "atasan_nip", "nip_atasan"),
    "effective_on": ("tmt", "effective_on", "berlaku_mulai", "tanggal_berlaku"),
    "decree": ("nomor_sk", "decree", "sk"),
}
REQUIRED = ("person", "effective_on", "decree")
IGNORED = frozenset({"no", "nomor", "no_urut", "nama", "name"})
LIMITS = {"position": 200, "decree": 120, "organisation": 200, "unit": 600}
NIP_DIGITS = 15
DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S")
YES, NO = frozenset({"ya", "y", "yes", "1"}), frozenset({"tidak", "t", "no", "n", "0", ""})


@dataclass(frozen=True, slots=True)
class Move:
    """What a row says; empty means: stays. `superior` "-" means: from then on none is kept.

    People are keyed by the digits of their NIP or by their user name in small letters.
    """

    number: int
    person: str
    organisation: str
    unit: str
    position: str
    leads: bool
    superior: str
    effective_on: date | None
    decree: str
    hits: tuple[Hit, ...] = ()


def columns_of(header: SheetRow) -> dict[int, str]:
    """Field by column; raises UnreadableRoster naming what is unknown, doubled or missing."""
    found: dict[int, str] = {}
    for column, text in enumerate(header.cells):
        name = _field(clean(text))
        if name is None:
            raise _unread(_('The header "%(header)s" is not known.'), clean(text))
        if name and name in found.values():
            raise _unread(_('The header "%(header)s" stands there twice.'), clean(text))
        found[column] = name
    for name in REQUIRED:
        if name not in found.values():
            raise _unread(_('The header "%(header)s" is missing.'), _advertised(name))
    return found


def read(row: SheetRow, columns: Mapping[int, str]) -> Move:
    """The move of a row, with what bars it."""
    return _Reading(row, columns).move()


class _Reading:
    """One row while it is read; hits gather in the order of the columns asked for."""

    def __init__(self, row: SheetRow, columns: Mapping[int, str]) -> None:
        self.number = row.number
        self.hits: list[Hit] = []
        self.numeric = {columns[n] for n in row.numeric if n in columns}
        self.texts = dict.fromkeys(HEADERS, "")
        for column, cell in enumerate(row.cells):
            text, name = clean(cell), columns.get(column, "")
            if name:
                self.texts[name] = text
            elif text and column not in columns:
                self._hit("no_header")

    def move(self) -> Move:
        person = self._key("person")
        if not self.texts["person"]:
            self._hit("person_missing")
        superior = "-" if self.texts["superior"] == "-" else self._key("superior")
        texts = {name: self._limited(name) for name in LIMITS}
        if not any(texts[name] for name in ("organisation", "unit", "position")) and not superior:
            self._hit("nothing_changes")
        leads = self._leads()
        effective_on = self._date()
        if not texts["decree"]:
            self._hit("decree_missing")
        return Move(
            number=self.number,
            person=person,
            leads=leads,
            superior=superior,
            effective_on=effective_on,
            hits=tuple(self.hits),
            **texts,
        )

    def _key(self, column: str) -> str:
        text = self.texts[column].lstrip("'")
        digits = sum(sign.isdigit() for sign in text)
        if column in self.numeric and digits >= NIP_DIGITS:
            self._hit("nip_number")
        elif digits >= NIP_DIGITS:
            try:
                return Nip.parse(text).digits
            except InvalidNip:
                self._hit("nip_unsound", text=text[:40])
        return text.lower()

    def _limited(self, name: str) -> str:
        text = "" if self.texts[name] == "-" else self.texts[name]
        if len(text) > LIMITS[name]:
            self._hit("too_long", limit=LIMITS[name])
        return text

    def _leads(self) -> bool:
        text = self.texts["leads"].lower()
        if text not in YES | NO:
            self._hit("leads_unclear", text=text[:40])
        if text in YES and not self.texts["unit"]:
            self._hit("leads_without_unit")
        return text in YES

    def _date(self) -> date | None:
        text = self.texts["effective_on"]
        for form in DATES:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 a day, not a moment
            except ValueError:
                continue
        self._hit("date_unreadable" if text else "date_missing", text=text[:40])
        return None

    def _hit(self, code: str, **params: object) -> None:
        self.hits.append(Hit(code, params))


def _field(text: str) -> str | None:
    name = folded(text).replace(" ", "_")
    if not name or name in IGNORED:
        return ""
    return next((field for field, names in HEADERS.items() if name in names), None)


def _advertised(name: str) -> str:
    return "/".join(HEADERS[name][:2])


def _unread(text: str, header: str) -> UnreadableRoster:
    accepted = ", ".join(_advertised(name) for name in HEADERS)
    return UnreadableRoster(
        f"{text % {'header': header}} " + _("Accepted: %(accepted)s.") % {"accepted": accepted}
    )
