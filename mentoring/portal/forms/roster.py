"""Sending a roster in: for which programme, and the file."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.models import Programme
from mentoring.portal.forms.sent_file import SentFile

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Programme]
else:
    ModelChoiceField = forms.ModelChoiceField  # generic for the type checker only


class ProgrammeField(ModelChoiceField):
    def label_from_instance(self, obj: Programme) -> str:
        return f"{obj.name} ({obj.organisation.name})"


class RosterForm(forms.Form):
    """The programmes are those the visitor coordinates."""

    programme = ProgrammeField(
        label=_("Programme"),
        queryset=Programme.objects.none(),
        to_field_name="uid",
        empty_label=None,
        error_messages={"invalid_choice": _("Choose one of your programmes.")},
    )
    file = SentFile(
        accept=".csv,.xlsx",
        help_text=_("CSV or XLSX, at most 10 MB and 20,000 rows; columns nip and nama at least."),
    )

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        if isinstance(field, ProgrammeField):
            field.queryset = programmes
