"""Which days an auditor takes evidence of."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.portal.forms.appointments import DAY
from mentoring.portal.forms.days import YEARS

LONGEST = 366  # days


class PeriodForm(forms.Form):
    first = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(DAY, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(DAY, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first day."))
        elif first and last and not {first.year, last.year} <= set(YEARS):
            self.add_error("first", _("There is nothing of such days."))
        elif first and last and (last - first).days > LONGEST:
            self.add_error("last", _("A year at most: take several, one after the other."))
        return given
