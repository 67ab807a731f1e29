"""Letting deadlines stand still: from a day to a day, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.machines.reasons import StandstillReason


class PauseForm(forms.Form):
    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.ChoiceField(
        label=_("Why?"), choices=StandstillReason.choices, widget=forms.RadioSelect
    )
