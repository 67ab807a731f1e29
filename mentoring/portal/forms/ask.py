"""Asking for help: three questions that are never stored, then what is wanted and of whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.vocabulary import Discipline

COUNSELLING = "counselling"
FIND, KNOWN = "find", "known"

Choices = list[tuple[str, Any]]

# The answers of each question stand for mentoring, coaching and counselling in this order.
KINDS = (Discipline.MENTORING.value, Discipline.COACHING.value, COUNSELLING)
ABOUT: Choices = list(
    zip(
        KINDS,
        (
            _("Something in my work that others know better"),
            _("A goal or a decision of my own"),
            _("Something that weighs on me, at work or at home"),
        ),
        strict=True,
    )
)
HELP: Choices = list(
    zip(
        KINDS,
        (
            _("Somebody experienced who shows me how they do it"),
            _("Somebody who asks good questions, so that I find my own way"),
            _("Somebody trained who listens in confidence"),
        ),
        strict=True,
    )
)
TIME: Choices = list(
    zip(
        KINDS,
        (
            _("Several months, step by step"),
            _("A few talks with a clear aim"),
            _("As long as I need, soon"),
        ),
        strict=True,
    )
)


class RouterForm(forms.Form):
    about = forms.ChoiceField(label=_("What is it about?"), choices=ABOUT, widget=forms.RadioSelect)
    help = forms.ChoiceField(
        label=_("What would help you most?"), choices=HELP, widget=forms.RadioSelect
    )
    time = forms.ChoiceField(label=_("How long?"), choices=TIME, widget=forms.RadioSelect)

    @property
    def suggestion(self) -> str:
        """Whatever weighs on somebody goes first; otherwise the help they wish decides."""
        given = self.cleaned_data
        if COUNSELLING in (given["about"], given["help"]):
            return COUNSELLING
        return str(given["help"])


class RequestForm(forms.Form):
    aim = forms.CharField(
        label=_("What would you like help with?"),
        help_text=_("A sentence or two is enough. You can change it together later."),
        widget=forms.Textarea({"rows": 5, "maxlength": "2000"}),
        max_length=2000,
    )
    path = forms.ChoiceField(
        label=_("With whom?"),
        choices=[(FIND, _("Find somebody for me")), (KNOWN, _("I know whom I would like to ask"))],
        initial=FIND,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Name of the mentor or coach"),
        help_text=_("Only if you know whom. A part of the name will do."),
        max_length=100,
        required=False,
    )
    named = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("path") == KNOWN and not given.get("named") and not given.get("name"):
            self.add_error("name", _("Please give a name, or let us find somebody."))
        return given
