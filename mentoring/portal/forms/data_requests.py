"""Asking about one's own data, and entering what somebody asked who came or wrote."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.machines.data_request_codes import OF_THEIRS, DataRight, WayAsked
from workflows.inputs import Content


class AskForm(forms.Form):
    wants = forms.ChoiceField(
        label=_("What do you ask for?"), choices=DataRight.choices, widget=forms.RadioSelect
    )
    text = Content(
        label=_("What exactly, and why"),
        help_text=_("Only who answers can open it. For a copy it may stay empty."),
        required=False,
        max_length=4000,
    )


class EnterForm(AskForm):
    name = forms.CharField(
        label=_("Who asks?"), help_text=_("A part of the name or the NIP."), max_length=100
    )
    way_in = forms.ChoiceField(
        label=_("How did they ask?"),
        choices=[(way.value, way.label) for way in WayAsked if way != WayAsked.PORTAL],
        widget=forms.RadioSelect,
    )
    wants = forms.ChoiceField(
        label=_("What do they ask for?"),
        choices=[(right.value, label) for right, label in OF_THEIRS.items()],
        widget=forms.RadioSelect,
    )
    field_order = ("name", "way_in", "wants", "text")
