"""Sending in own days, a file read strictly; choosing the week of an organisation or a unit."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring.portal.forms.sent_file import SentFile
from mentoring.services import calendar_rows
from mentoring.services.calendar_rows import LIMIT, Day, UnfitDays
from workflows.models import Calendar

SHOWN = 20
ABOVE = "above"  # instead of the code of a calendar


class CalendarForm(forms.Form):
    file = SentFile(
        accept=".csv,.xlsx,.yaml,.yml",
        help_text=gettext_lazy(
            "CSV, XLSX or YAML with the columns date, kind, name and decree; “hours” for special "
            "openings and Ramadan hours; “to” where a row stands for several days."
        ),
    )

    def days(self) -> tuple[Day, ...]:
        """Empty if the file cannot be used; then its faults stand beside it."""
        if not self.is_valid():
            return ()
        file: Any = self.cleaned_data["file"]
        try:
            return calendar_rows.read(file.name, file.read(LIMIT + 1))
        except UnfitDays as unfit:
            self.refuse(unfit)
            return ()

    def refuse(self, unfit: UnfitDays) -> None:
        for fault in unfit.faults[:SHOWN]:
            self.add_error("file", fault)
        more = len(unfit.faults) - SHOWN
        if more > 0:
            said = ngettext("and %(number)s fault more", "and %(number)s faults more", more)
            self.add_error("file", said % {"number": more})

    @property
    def file_name(self) -> str:
        return str(self.cleaned_data["file"].name)


class PublishForm(forms.Form):
    """What the preview carries: the days as they were read, and what it was compared with."""

    content = forms.CharField(max_length=LIMIT)
    name = forms.CharField(max_length=120)
    version = forms.CharField(max_length=20)

    def days(self) -> tuple[Day, ...]:
        """UnfitDays if somebody else than the preview wrote them."""
        if not self.is_valid():
            raise UnfitDays([_("Please send the file again.")])
        return calendar_rows.read("days.csv", self.cleaned_data["content"].encode())


class WeekForm(forms.Form):
    """Which shipped calendar counts; `above` names the one a unit without any works by."""

    calendar = forms.ChoiceField(label=gettext_lazy("Works by"))

    def __init__(
        self, *args: Any, shipped: Iterable[Calendar], above: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._shipped = {one.code: one for one in shipped}
        field = self.fields["calendar"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 for the type checker
        as_above = _("as the unit above (%(name)s)") % {"name": above}
        field.choices = [
            *([(ABOVE, as_above)] if above else []),
            *((code, one.name) for code, one in self._shipped.items()),
        ]

    def chosen(self) -> Calendar | None:
        """Of a valid form; None is "as the unit above"."""
        return self._shipped.get(self.cleaned_data["calendar"])
