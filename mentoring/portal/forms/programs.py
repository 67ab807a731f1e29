"""Naming a program that is told: its address, and of what."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from mentoring.notices.topics import TOPICS
from mentoring.services.programs import LONGEST

CHOICES = [(topic.code, topic.label) for topic in TOPICS]


class TopicsForm(forms.Form):
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told"),
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )

    def refuse(self, refused: ValidationError) -> None:
        for name, said in refused.message_dict.items():
            self.add_error(name, said)


class ProgramForm(TopicsForm):
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LONGEST,
        help_text=gettext_lazy("Where the program listens, such as https://…"),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    field_order: Any = ("url", "topics")
