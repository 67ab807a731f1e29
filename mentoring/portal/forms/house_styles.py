"""An organisation's letterhead, and its own words for one mail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mentoring.services.house_styles import BODY, LENGTH, LINES, SUBJECT


class _Form(forms.Form):
    def refuse(self, refused: ValidationError) -> None:
        for name, said in refused.message_dict.items():
            self.add_error(name, said)


class LetterheadForm(_Form):
    letterhead = forms.CharField(
        label=_("Letterhead"),
        help_text=_("Name and address, a line each. It stands above every mail."),
        required=False,
        max_length=LINES * LENGTH * 2,
        widget=forms.Textarea({"rows": LINES}),
    )


class TextForm(_Form):
    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT)
    body: Any = forms.CharField(
        label=_("Text"), max_length=BODY, widget=forms.Textarea({"rows": 10})
    )


class LogoForm(_Form):
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("A PNG or JPEG picture of at most 1 MB. First you see what becomes of it."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
    )
