"""Proposing counselling, for whom, why, and who counsels; and finding one that is over."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mentoring.models import Person
from mentoring.portal.forms.appointments import DAY
from mentoring.portal.forms.days import near

LONGEST = 20_000


class ProposalForm(forms.Form):
    client = forms.ChoiceField(label=_("For whom?"), widget=forms.RadioSelect)
    behaviour = forms.CharField(
        label=_("How does the person work, and what does it lead to?"),
        help_text=_(
            "In words, with examples. A figure alone opens no counselling. Beside you only the"
            " client, the counsellor and who receives the result can read it."
        ),
        max_length=LONGEST,
        widget=forms.Textarea({"maxlength": str(LONGEST)}),
    )
    oneself = forms.BooleanField(
        label=_("I counsel myself: my counselling qualification is on record"), required=False
    )

    def __init__(
        self, *args: Any, staff: Iterable[Person] = (), qualified: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["client"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            (str(one.uid), format_html("{}<small>{}</small>", one.display_name, one.unit.name))
            for one in staff
        ]
        if not qualified:
            del self.fields["oneself"]


class ClosedForm(forms.Form):
    """Which closed ones are looked for; empty for all."""

    name = forms.CharField(label=_("Name of the client"), max_length=100, required=False)
    first = forms.DateField(
        label=_("Closed from"),
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        required=False,
        validators=[near],
    )
    last = forms.DateField(
        label=_("Closed until"),
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        required=False,
        validators=[near],
    )
