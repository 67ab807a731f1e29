"""Placing a legal hold on a person, or on a case by its number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.machines.legal_hold import HoldReason

DAY = {"type": "date"}


class HoldForm(forms.Form):
    name = forms.CharField(
        label=_("On everything of whom?"),
        help_text=_("A part of the name or the NIP."),
        max_length=100,
        required=False,
    )
    case_uid = forms.UUIDField(
        label=_("Or on which one case?"),
        help_text=_("Its number, as it stands in the address of its page."),
        required=False,
    )
    why = forms.ChoiceField(label=_("Reason"), choices=HoldReason.choices, widget=forms.RadioSelect)
    document = forms.CharField(label=_("Which letter or decision?"), max_length=200)
    until = forms.DateField(
        label=_("By which day is it looked at again?"), widget=forms.DateInput(DAY, "%Y-%m-%d")
    )
