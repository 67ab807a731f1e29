"""The employee number (NIP of PNS, NI of PPPK): parsed, checked and masked.

A valid form never proves that the person exists: there is no check digit. The number reveals birth
date and sex, so only its masked form is ever shown.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self

_SEPARATORS = re.compile(r"[\s.\-]+")
_DIGITS = re.compile(r"[0-9]{18}", re.ASCII)
_AGE_OF_MAJORITY = 18


class NipKind(StrEnum):
    PNS = "pns"
    PPPK = "pppk"


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class NipFault(StrEnum):
    """Why a number is refused; one per number, the first found from left to right."""

    FORMAT = "format"
    BIRTH_DATE = "birth_date"
    APPOINTMENT_CODE = "appointment_code"
    SEX = "sex"
    SERIAL = "serial"
    ORDER = "order"


class NipCaution(StrEnum):
    """What looks odd in an accepted number."""

    UNDER_AGE = "under_age"
    FUTURE = "future"


class InvalidNip(ValueError):
    """The number is not a NIP; the message is the fault's code and never the number."""

    def __init__(self, fault: NipFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, repr=False)
class Nip:
    """A checked number. `month` is None for PPPK, `contract` is None for PNS."""

    digits: str
    kind: NipKind = field(compare=False)
    birth_date: date = field(compare=False)
    year: int = field(compare=False)
    month: int | None = field(compare=False)
    contract: int | None = field(compare=False)
    sex: Sex = field(compare=False)
    serial: int = field(compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number written with or without spaces, dots and hyphens; raises InvalidNip."""
        digits = _SEPARATORS.sub("", text)
        if not _DIGITS.fullmatch(digits):
            raise InvalidNip(NipFault.FORMAT)
        birth_date = _birth_date(digits[:8])
        year, month, contract = _appointment(digits[8:14])
        if digits[14] not in "12":
            raise InvalidNip(NipFault.SEX)
        if digits[15:] == "000":
            raise InvalidNip(NipFault.SERIAL)
        if birth_date >= date(year, month or 1, 1):
            raise InvalidNip(NipFault.ORDER)
        return cls(
            digits=digits,
            kind=NipKind.PNS if month else NipKind.PPPK,
            birth_date=birth_date,
            year=year,
            month=month,
            contract=contract,
            sex=Sex.MALE if digits[14] == "1" else Sex.FEMALE,
            serial=int(digits[15:]),
        )

    @property
    def masked(self) -> str:
        return masked(self.digits)

    @property
    def spaced(self) -> str:
        """In display groups of 8, 6, 1 and 3: a spreadsheet keeps this form as text."""
        return spaced(self.digits)

    def cautions(self, today: date) -> tuple[NipCaution, ...]:
        found = []
        if self._age_at_appointment() < _AGE_OF_MAJORITY:
            found.append(NipCaution.UNDER_AGE)
        if (self.year, self.month or 1) > (today.year, today.month if self.month else 1):
            found.append(NipCaution.FUTURE)
        return tuple(found)

    def _age_at_appointment(self) -> int:
        """At the latest day the number allows: a PPPK number says the year only."""
        born = self.birth_date
        last = (self.month, 1) if self.month else (12, 31)
        return self.year - born.year - (last < (born.month, born.day))

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"Nip({self.masked})"


def masked(digits: str) -> str:
    """`1986********1001`: what may be shown of a number."""
    return f"{digits[:4]}********{digits[-4:]}" if digits else ""


def spaced(digits: str) -> str:
    return " ".join(part for part in (digits[:8], digits[8:14], digits[14:15], digits[15:]) if part)


def _birth_date(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise InvalidNip(NipFault.BIRTH_DATE) from None


def _appointment(digits: str) -> tuple[int, int | None, int | None]:
    year, code = int(digits[:4]), int(digits[4:])
    if year and 1 <= code <= 12:
        return year, code, None
    if year and 21 <= code <= 29:
        return year, None, code - 20
    raise InvalidNip(NipFault.APPOINTMENT_CODE)
