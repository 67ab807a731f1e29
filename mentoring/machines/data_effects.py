"""What a request about data leads to: fields put right, use restricted, consent, erasure.

Each is an act of whoever answers, on the way to the answer; `is_done` holds the answer to it.
"""

from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.guards import Data
from mentoring.machines.data_request_codes import DataRight
from mentoring.machines.inputs import choice, reason
from mentoring.machines.retention_codes import RecordKind
from workflows.guards import Guard, guard
from workflows.inputs import Content


class PersonField(models.TextChoices):
    """What can be corrected; anything else follows from other records."""

    NAME = "name", _("Name")
    TITLE_BEFORE = "title_before", _("Title before the name")
    TITLE_AFTER = "title_after", _("Title after the name")
    NIP = "nip", _("Employee number (NIP)")
    POSITION = "position", _("Position")
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail address")


class CorrectionReason(models.TextChoices):
    MISSPELT = "misspelt", _("It was misspelt")
    OUTDATED = "outdated", _("It is no longer so")
    INCOMPLETE = "incomplete", _("Something was missing")
    MIXED_UP = "mixed_up", _("It was somebody else's")


def asks_for(right: DataRight) -> Guard:
    """That this is what was asked for."""

    @guard(_("Something else was asked for."))
    def fits(subject: Any, *, data: Data, now: datetime) -> bool:
        return bool(subject.wants == right)

    return fits


@guard(_("This is no value for that field, or somebody else has it already."))
def value_fits(subject: Any, *, data: Data, now: datetime) -> bool:
    return "field" not in data or bool(subject.takes(data["field"], data["value"]))


@guard(_("Give a day that is still to come, at most a year ahead."))
def day_is_within_a_year(subject: Any, *, data: Data, now: datetime) -> bool:
    day: date | None = data.get("until")
    return day is None or 0 < (day - rules.office_day(now)).days <= LONGEST


@guard(_("Their data are not restricted."))
def is_restricted(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.person.is_restricted(now))


@guard(_("Choose what is to be erased."))
def something_is_chosen(subject: Any, *, data: Data, now: datetime) -> bool:
    return not data or bool(chosen(data))


@guard(_("A proposal to destroy it is not over yet."))
def none_is_proposed(subject: Any, *, data: Data, now: datetime) -> bool:
    return not subject.is_being_destroyed


@guard(_("Not yet: what was asked for must be done first, or be answered in part or refused."))
def is_done(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.is_effected)


def chosen(data: Data) -> list[str]:
    """The kinds of records that are marked."""
    return [kind.value for kind in RecordKind if data.get(f"of_{kind}")]


LONGEST: Final = 366
CORRECTION: dict[str, forms.Field] = {
    "field": choice(PersonField, _("What is put right?")),
    "value": Content(label=_("How it is right"), max_length=200, required=False),
    **reason(CorrectionReason),
}
RESTRICTION: dict[str, forms.Field] = {
    "until": forms.DateField(label=_("Until which day?")),
}
ERASURE: dict[str, forms.Field] = {
    f"of_{kind}": forms.BooleanField(label=kind.label, required=False) for kind in RecordKind
}
