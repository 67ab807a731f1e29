"""That somebody was told by hand: how, and a line for whoever asks later."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.models import Contact


class ContactForm(forms.Form):
    way = forms.ChoiceField(label=_("How"), choices=Contact.Way.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("Such as: will look in on Monday. Nothing confidential."),
    )
