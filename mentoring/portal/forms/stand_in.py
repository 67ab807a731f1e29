"""Being away as a superior: from a day to a day, and who acts meanwhile."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.portal.forms.away import AwayForm


class StandInForm(AwayForm):
    name = forms.CharField(
        label=_("Who acts for you?"),
        help_text=_("A part of the name or the NIP. Only if somebody does."),
        max_length=100,
        required=False,
    )
