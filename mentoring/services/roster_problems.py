"""What can be wrong with a row of a roster, in words: what it is and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as data. `column` is a field name, "" when the whole row is meant."""

    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_caution(self) -> bool:
        """The row is taken all the same."""
        return self.code in CAUTIONS

    @property
    def what(self) -> str:
        return str(TEXTS[self.code][0]) % self.params

    @property
    def remedy(self) -> str:
        return str(TEXTS[self.code][1]) % self.params

    def facts(self) -> dict[str, Any]:
        return {"column": self.column, "code": self.code, "params": dict(self.params)}


CAUTIONS = frozenset(
    {"nip_under_age", "nip_future", "superior_unknown", "superior_later", "email_shared"}
)

TEXTS = {
    "no_header": (
        _("A value stands in a column that has no header."),
        _("Put values that contain the separator in quotation marks, or empty what stands "
          "beside the table."),
    ),
    "too_long": (
        _("The text is longer than %(limit)s characters."),
        _("Shorten the text."),
    ),
    "name_missing": (_("The name is missing."), _("Write the name.")),
    "nip_missing": (
        _("The NIP is missing."),
        _("Write the NIP, or write non_asn or external in the kind column."),
    ),
    "nip_number": (
        _("The NIP is stored as a number: its last digits are already lost."),
        _("Format the column as Text, then enter the NIP again from its source."),
    ),
    "nip_format": (
        _("The NIP does not consist of 18 digits."),
        _("Write 18 digits; spaces, dots and hyphens between them are allowed."),
    ),
    "nip_birth_date": (
        _("Digits 1 to 8 of the NIP are not a date of birth."),
        _("Compare the NIP with the decree of appointment."),
    ),
    "nip_appointment_code": (
        _("Digits 9 to 14 of the NIP are not an appointment."),
        _("For PNS they are year and month 01 to 12, for PPPK year and 21 to 29. Compare the NIP "
          "with the decree of appointment."),
    ),
    "nip_sex": (
        _("Digit 15 of the NIP is neither 1 nor 2."),
        _("Compare the NIP with the decree of appointment."),
    ),
    "nip_serial": (
        _("The NIP ends in 000: a spreadsheet has probably lost its last digits."),
        _("Format the column as Text, then enter the NIP again from its source."),
    ),
    "nip_order": (
        _("By this NIP the appointment came before the birth."),
        _("Compare the NIP with the decree of appointment."),
    ),
    "nip_under_age": (
        _("By this NIP the person was under 18 when appointed."),
        _("Compare the NIP with the decree of appointment; the row was taken."),
    ),
    "nip_future": (
        _("By this NIP the appointment lies in the future."),
        _("Compare the NIP with the decree of appointment; the row was taken."),
    ),
    "nip_duplicate": (
        _("The same NIP already stands in row %(row)s."),
        _("Delete one of the two rows, or correct the NIP."),
    ),
    "nip_other_name": (
        _("This NIP belongs to a person with another name."),
        _("Correct the NIP or the name; a changed name is first corrected in the person's data."),
    ),
    "kind_contradicts_nip": (
        _("The kind does not fit the NIP."),
        _("PNS and CPNS have a month, PPPK 21 to 29 in digits 13 and 14; non_asn and external "
          "have no NIP."),
    ),
    "unknown_word": (_("This word is not known here."), _("Write one of: %(accepted)s.")),
    "email_invalid": (
        _("This is not an e-mail address."),
        _("Correct the address, or leave the cell empty: the person then gets a printed slip."),
    ),
    "email_shared": (
        _("More than one person uses this e-mail address."),
        _("The person gets a printed slip; give an address of their own if there is one."),
    ),
    "person_duplicate": (
        _("The same name in the same unit already stands in row %(row)s."),
        _("Delete one of the two rows, or write the NIP of both."),
    ),
    "person_ambiguous": (
        _("Several people without NIP have this name in this unit."),
        _("Write the e-mail address by which the person is known."),
    ),
    "organisation_unknown": (
        _("This organisation is not known."),
        _("Correct the name, or write what kind of organisation it is so that it is added."),
    ),
    "organisation_kind_differs": (
        _("This organisation is known as another kind."),
        _("Correct the kind (known: %(known)s) or the name of the organisation."),
    ),
    "organisation_differs": (
        _("This person belongs to another organisation."),
        _("Correct the organisation, or have the transfer recorded first."),
    ),
    "unit_ambiguous": (
        _("Several units have this name."),
        _("Write the units above it as well, for example: Dinas Contoh > Bidang Contoh."),
    ),
    "no_calendar": (
        _("There is no working calendar for this time zone."),
        _("Correct the zone, or run manage.py load_defaults."),
    ),
    "superior_self": (
        _("This is the person's own NIP."),
        _("Write the NIP of the direct superior."),
    ),
    "superior_unknown": (
        _("The superior is not known yet; the row was taken without a superior."),
        _("Add the superior to a roster, then import this file again."),
    ),
    "superior_later": (
        _("A superior from a later day is recorded already; the row was taken without this one."),
        _("Compare the reporting lines of the person."),
    ),
    "changed_meanwhile": (
        _("Somebody else changed this person's data at the same moment."),
        _("Import the file again."),
    ),
}  # fmt: skip
