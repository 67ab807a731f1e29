"""What a coordinator decides about many items: days and a reason, or nothing further."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.machines.reasons import ExtensionReason
from mentoring.models import BulkAct
from mentoring.portal.forms.pause import PauseForm
from mentoring.services.bulk_spread import MOST_DAYS as MOST_SPREAD
from workflows.extending import MOST_DAYS

Kind = BulkAct.Kind
DEFAULT: Mapping[str, Mapping[str, Any]] = {Kind.EXTEND: {"days": 3}, Kind.REOFFER: {"spread": 1}}


class MoreTimeForm(forms.Form):
    days = forms.IntegerField(
        label=_("Working days"),
        help_text=_("Counted from the due time; for what is late, from today."),
        min_value=1,
        max_value=MOST_DAYS,
    )
    reason = forms.ChoiceField(
        label=_("Why?"), choices=ExtensionReason.choices, widget=forms.RadioSelect
    )


class SpreadForm(forms.Form):
    spread = forms.IntegerField(
        label=_("Spread over so many working days"),
        help_text=_(
            "1 starts all of them at once. With more, an even part starts each working day, by"
            " itself, when work begins."
        ),
        min_value=1,
        max_value=MOST_SPREAD,
        required=False,
    )

    def clean_spread(self) -> int:
        return self.cleaned_data["spread"] or 1


FORMS: Mapping[str, type[forms.Form]] = {
    Kind.EXTEND: MoreTimeForm,
    Kind.PAUSE: PauseForm,
    Kind.REOFFER: SpreadForm,
}


def form_for(
    kind: str, given: Mapping[str, Any], data: Mapping[str, Any] | None = None
) -> forms.Form:
    return FORMS.get(kind, forms.Form)(data, initial=dict(given))


def given_by(form: forms.Form) -> dict[str, Any]:
    """What a valid form says, as it is stored."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in form.cleaned_data.items()
    }


def as_looked_at(given: Mapping[str, Any]) -> dict[str, Any]:
    """All that the preview follows from: everything but the reason."""
    return {name: value for name, value in given.items() if name != "reason"}
