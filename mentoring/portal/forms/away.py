"""Saying that one is away: from a day to a day, no reason asked."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

SUNDAY = 6


class AwayForm(forms.Form):
    starts_on = forms.DateField(
        label=_("First day away"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day away"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


def quick(choice: str, today: date) -> dict[str, date]:
    """The days of a quick button: from today, to the end of today or of the week."""
    more = SUNDAY - today.weekday() if choice == "week" else 0
    return {"starts_on": today, "ends_on": today + timedelta(days=more)}
