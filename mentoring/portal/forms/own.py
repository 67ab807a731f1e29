"""Asking for counselling: two minutes on a phone."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.machines.case_reasons import Recipient, Topic, WayIn

Choices = Sequence[tuple[str, str]]


class OwnRequestForm(forms.Form):
    """`keep_out` offers whoever could come to have to do with it."""

    topic = forms.ChoiceField(
        label=_("What is it about?"), choices=Topic.choices, widget=forms.RadioSelect
    )
    wish = forms.CharField(
        label=_("What would you like to talk about?"),
        help_text=_("A few words are enough. They are sealed as soon as you send them."),
        widget=forms.Textarea({"rows": 4, "maxlength": "2000"}),
        max_length=2000,
    )
    route = forms.ChoiceField(
        label=_("Who takes it in?"),
        choices=Recipient.choices,
        initial=Recipient.COORDINATOR,
        widget=forms.RadioSelect,
    )
    name_withheld = forms.BooleanField(
        label=_("Only the counselling coordinator may know who I am"), required=False
    )
    keep_out = forms.MultipleChoiceField(
        label=_("Who must have nothing to do with it?"),
        help_text=_("Your superiors are left out anyway."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, people: Choices = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["keep_out"]
        field.choices = people
        if not people:
            del self.fields["keep_out"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("name_withheld") and given.get("route") == Recipient.POOL:
            self.add_error("route", _("Then it has to go to the counselling coordinator."))
        return given


class OnBehalfForm(forms.Form):
    """Whoever came or called; found by the whole number or the whole name, so nobody can browse.

    With `known` it is not asked who they are.
    """

    who = forms.CharField(label=_("Employee number, or the whole name"), max_length=200)
    way_in = forms.ChoiceField(
        label=_("How did they come?"),
        choices=[(each.value, each.label) for each in WayIn if each != WayIn.PORTAL],
        widget=forms.RadioSelect,
    )
    topic = OwnRequestForm.base_fields["topic"]
    wish = forms.CharField(
        label=_("What would they like to talk about?"),
        widget=forms.Textarea({"rows": 4, "maxlength": "2000"}),
        max_length=2000,
    )

    def __init__(self, *args: Any, known: bool = False, **named: Any) -> None:
        super().__init__(*args, **named)
        if known:
            del self.fields["who"]
