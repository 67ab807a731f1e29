"""Sending in an organisation's own days: the file, read strictly."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring.services import calendar_rows
from mentoring.services.calendar_rows import LIMIT, Day, UnfitDays

SHOWN = 20


class CalendarForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, XLSX or YAML with the columns date, kind, name and decree; “hours” for special "
            "openings and Ramadan hours; “to” where a row stands for several days."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.yaml,.yml"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "missing": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
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
