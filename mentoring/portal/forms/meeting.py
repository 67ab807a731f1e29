"""Proposing a session: a day, an hour, how long, and how to meet."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring.machines.reasons import SessionMode
from mentoring.portal.forms.days import near

LENGTHS = (30, 45, 60, 90, 120)


def _lengths() -> list[tuple[int, str]]:
    """Asked for each form, in its reader's language."""
    return [(minutes, _("%(minutes)s minutes") % {"minutes": minutes}) for minutes in LENGTHS]


class MeetingForm(forms.Form):
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput({"type": "date"}), validators=[near]
    )
    hour = forms.TimeField(label=_("Begins at"), widget=forms.TimeInput({"type": "time"}))
    length = forms.TypedChoiceField(
        label=_("Length"),
        coerce=int,
        initial=60,
        choices=_lengths,
    )
    mode = forms.ChoiceField(
        label=_("How do you meet?"),
        choices=SessionMode.choices,
        initial=SessionMode.IN_PERSON,
        widget=forms.RadioSelect,
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.CharField(label=_("Link"), max_length=500, required=False)

    @property
    def starts_at(self) -> datetime:
        """In the zone of whoever proposes."""
        wall = datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"])
        return timezone.make_aware(wall)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.cleaned_data["length"])
