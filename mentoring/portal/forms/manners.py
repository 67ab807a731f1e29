"""How one wishes to be told: a choice for each topic, hours, a day and a number."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring.models.wishes import How, Wishes
from mentoring.notices.manners import CHOSEN, FREE
from mentoring.notices.topics import TOPICS

AS_USUAL = ("", gettext_lazy("as usual"))
HOW = {
    How.AT_ONCE: gettext_lazy("a mail at once"),
    How.DAILY: gettext_lazy("in the day’s mail"),
    How.PORTAL: gettext_lazy("in the portal only"),
}
WORKING_WEEK = range(6)
BUDGETS = (1, 2, 3, 5, 10)
A_TIME = {"type": "time"}


class MannersForm(forms.Form):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for topic in TOPICS:
            if topic.code in CHOSEN:
                self.fields[topic.code] = _choice(topic)
        self.fields["digest"] = forms.TypedChoiceField(
            label=_("The day’s mail"),
            help_text=_("What is overdue or reported as late comes every day all the same."),
            choices=[("", _("every working day")), *((day, _on(day)) for day in WORKING_WEEK)],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.fields["budget"] = forms.TypedChoiceField(
            label=_("Mails a day"),
            help_text=_("More than these wait for the day’s mail, if you may choose for them."),
            choices=[
                ("", _("as many as there are")),
                *((most, _at_most(most)) for most in BUDGETS),
            ],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.fields["quiet_from"] = _moment(_("No mails from"))
        self.fields["quiet_until"] = _moment(_("until"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("quiet_from"), given.get("quiet_until")
        if (first is None) != (last is None) and not self.errors:
            missing = "quiet_until" if last is None else "quiet_from"
            self.add_error(missing, _("Please give both times, or none."))
        elif first is not None and first == last:
            self.add_error("quiet_until", _("These two times are the same."))
        return given

    @property
    def wishes(self) -> Wishes:
        given = self.cleaned_data
        first: time | None = given["quiet_from"]
        return Wishes(
            topics={code: How(given[code]) for code in CHOSEN if given[code]},
            quiet=(first, given["quiet_until"]) if first is not None else None,
            digest=given["digest"],
            budget=given["budget"],
        )

    def refuse(self, refused: ValidationError) -> None:
        for name, said in refused.message_dict.items():
            self.add_error(name, said)


def opened(wishes: Wishes) -> dict[str, Any]:
    """What the form opens with."""
    first, last = wishes.quiet or (None, None)
    topics = {topic: str(how) for topic, how in wishes.topics.items()}
    rest = {"digest": wishes.digest, "budget": wishes.budget}
    return {**topics, **rest, "quiet_from": first, "quiet_until": last}


def _choice(topic: Any) -> forms.ChoiceField:
    possible = [how for how in How if topic.code in FREE or how is not How.PORTAL]
    return forms.ChoiceField(
        label=topic.label,
        help_text=topic.example,
        choices=[AS_USUAL, *((str(how), HOW[how]) for how in possible)],
        required=False,
    )


def _moment(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(A_TIME, format="%H:%M")
    )


def _on(day: int) -> str:
    return _("on %(day)s, one for the week") % {"day": WEEKDAYS[day]}


def _at_most(most: int) -> str:
    said = ngettext("at most %(number)d", "at most %(number)d", most)
    return said % {"number": most}
