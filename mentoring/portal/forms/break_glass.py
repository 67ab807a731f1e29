"""Asking for emergency access: to whose counselling, on which ground, why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.machines.break_glass_codes import SHORTEST_REASON, Opened, OpeningGround, Silence
from workflows.inputs import Content


class GlassForm(forms.Form):
    name = forms.CharField(
        label=_("About whom?"), help_text=_("A part of the name or the NIP."), max_length=100
    )
    opens = forms.ChoiceField(
        label=_("What is to be opened?"), choices=Opened.choices, widget=forms.RadioSelect
    )
    ground = forms.ChoiceField(
        label=_("On which ground?"), choices=OpeningGround.choices, widget=forms.RadioSelect
    )
    reason = Content(
        label=_("Why it is needed"),
        help_text=_("Sealed: for who approves and who signs it off."),
        min_length=SHORTEST_REASON,
        max_length=2000,
    )
    silence = forms.ChoiceField(
        label=_("Is the person told as soon as it is opened?"),
        choices=[("", _("Yes")), *Silence.choices],
        widget=forms.RadioSelect,
        required=False,
    )
