"""How long a kind of record is kept, from which day on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.machines.retention_codes import RecordKind

DAY = {"type": "date"}


class RetentionForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which records?"), choices=RecordKind.choices)
    months = forms.IntegerField(label=_("How many months?"), min_value=1, max_value=1200)
    source_label = forms.CharField(
        label=_("What does it rest on?"),
        help_text=_("The archive schedule or decree, with its number."),
        max_length=200,
    )
    first = forms.DateField(label=_("From which day?"), widget=forms.DateInput(DAY, "%Y-%m-%d"))
