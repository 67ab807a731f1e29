"""Why something is closed without being mended: a line for whoever asks later."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ClosingForm(forms.Form):
    """The reason is kept with the name of who gave it; it must not tell what is confidential."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_(
            "Kept with your name, such as: told in person on 3 June. Nothing confidential."
        ),
    )
