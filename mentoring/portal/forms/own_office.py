"""The duty roster of counselling: who answers when, and whom to call in a crisis."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from mentoring.models import CounsellingOffice, Person
from mentoring.models.counselling_office import SESSIONS
from mentoring.services.counselling_offices import Roster

CLOCK = "%H:%M"
LONGEST = 10_000  # characters of a text of consent


class RosterForm(forms.Form):
    person = forms.ChoiceField(label=_("Who answers?"))
    deputy = forms.ChoiceField(label=_("Who stands in?"))
    telephone = forms.CharField(label=_("Telephone"), max_length=40)
    days = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label=_("From"), widget=forms.TimeInput({"type": "time"}, CLOCK))
    closes = forms.TimeField(label=_("Until"), widget=forms.TimeInput({"type": "time"}, CLOCK))
    crisis_id = forms.CharField(
        label=_("Whom to call in a crisis, in Indonesian"), widget=forms.Textarea({"rows": 3})
    )
    crisis_en = forms.CharField(
        label=_("Whom to call in a crisis, in English"), widget=forms.Textarea({"rows": 3})
    )
    without_nip = forms.BooleanField(
        label=_("Also for staff without an employee number"), required=False
    )
    sessions = forms.IntegerField(
        label=_("Sessions for each case"), min_value=1, max_value=52, initial=SESSIONS
    )
    extension = forms.IntegerField(
        label=_("How many more a counsellor may grant where no coordinator sees the case"),
        min_value=0,
        max_value=52,
        initial=0,
    )

    def __init__(self, *args: Any, people: Sequence[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(one.uid): one for one in people}
        for name in ("person", "deputy"):
            field: Any = self.fields[name]
            field.choices = [(uid, one.display_name) for uid, one in self.people.items()]

    def roster(self) -> Roster:
        given = self.cleaned_data
        first, last = (given[name].strftime(CLOCK) for name in ("opens", "closes"))
        return Roster(
            person=self.people[given["person"]],
            deputy=self.people[given["deputy"]],
            telephone=given["telephone"],
            hours=tuple((day, first, last) for day in given["days"]),
            **{name: given[name] for name in _AS_GIVEN},
        )


class ConsentTextForm(forms.Form):
    """What a client agrees to, in both languages."""

    text_id = forms.CharField(
        label=_("The text in Indonesian"), max_length=LONGEST, widget=forms.Textarea({"rows": 16})
    )
    text_en = forms.CharField(
        label=_("The text in English"), max_length=LONGEST, widget=forms.Textarea({"rows": 16})
    )


_AS_GIVEN = ("crisis_id", "crisis_en", "without_nip", "sessions", "extension")


def begun(office: CounsellingOffice | None) -> dict[str, Any]:
    """What the form opens with."""
    if office is None:
        return {}
    days, spans = [day for day, _first, _last in office.hours], office.hours
    return {
        "person": str(office.person.uid),
        "deputy": str(office.deputy.uid),
        "telephone": office.telephone,
        "days": days,
        "opens": spans[0][1],
        "closes": spans[0][2],
        **{name: getattr(office, name) for name in _AS_GIVEN},
    }
