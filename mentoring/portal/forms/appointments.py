"""Appointing somebody: to which office, who, from when to when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.vocabulary import AppointedRole

DAY = {"type": "date"}


class AppointForm(forms.Form):
    role = forms.ChoiceField(label=_("Which office?"))
    name = forms.CharField(
        label=_("Who?"), help_text=_("A part of the name or the NIP."), max_length=100
    )
    first = forms.DateField(label=_("First day"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    last = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(DAY, format="%Y-%m-%d"), required=False
    )

    def __init__(self, *args: Any, roles: frozenset[AppointedRole], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(role.value, role.label) for role in AppointedRole if role in roles]
        self.fields["role"].choices = choices  # type: ignore[attr-defined] # a ChoiceField


class EndForm(forms.Form):
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
