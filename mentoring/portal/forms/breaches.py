"""Reporting that the protection of personal data has failed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.models import Organisation
from workflows.inputs import Content


class ReportForm(forms.Form):
    """`homes` are where it may be reported; a single one is not asked for."""

    organisation = forms.ChoiceField(label=_("Where?"))
    text = Content(
        label=_("What have you noticed?"),
        help_text=_("Only the data protection officer can open it."),
        max_length=4000,
    )

    def __init__(self, *args: Any, homes: Sequence[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.homes = {str(home.uid): home for home in homes}
        if len(homes) == 1:
            del self.fields["organisation"]
        else:
            listed: Any = self.fields["organisation"]
            listed.choices = [(uid, home.name) for uid, home in self.homes.items()]

    @property
    def home(self) -> Organisation:
        named = self.cleaned_data.get("organisation")
        return self.homes[named] if named else next(iter(self.homes.values()))
