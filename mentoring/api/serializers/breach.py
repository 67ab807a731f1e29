"""Failures of data protection as the API shows them; what was said is another address."""

from typing import Any

from rest_framework import serializers

from mentoring.api.serializers.moving import Moving, ToDo
from mentoring.api.serializers.strict import Strict, Uid
from mentoring.machines.breach import BreachState
from mentoring.machines.breach_codes import BreachField, Cause, Dismissal, FoundBy, Way
from mentoring.services import breach_letter

_ONLY: dict[str, Any] = {"read_only": True}
_MAYBE: dict[str, Any] = {"read_only": True, "allow_null": True}
_BLANK: dict[str, Any] = {"read_only": True, "allow_blank": True}


class BreachShown(Moving):
    """A line of a list. Whoever reported it sees that it was received, and where it stands."""

    resource = "breach"

    uid = serializers.UUIDField(**_ONLY)
    finder = serializers.CharField(source="finder.display_name", **_ONLY)
    reported_at = serializers.DateTimeField(**_ONLY)
    cause = serializers.ChoiceField(choices=Cause.choices, **_BLANK)
    happened_from = serializers.DateTimeField(**_MAYBE)
    happened_until = serializers.DateTimeField(**_MAYBE)
    described_at = serializers.DateTimeField(**_MAYBE)
    notified_at = serializers.DateTimeField(**_MAYBE)
    closed_at = serializers.DateTimeField(**_MAYBE)
    dismissed_for = serializers.ChoiceField(choices=Dismissal.choices, **_BLANK)
    state = serializers.ChoiceField(choices=BreachState.choices, **_ONLY)
    version = serializers.IntegerField(**_ONLY)


class BreachItem(BreachShown, ToDo):
    """One failure with what may be done and what happens if nobody acts."""


class BreachPersonShape(serializers.Serializer[Any]):
    """Who is to be told, as the officer may know it; `told_at` is null until they have been."""

    uid = serializers.UUIDField()
    name = serializers.SerializerMethodField()
    found_by = serializers.ChoiceField(choices=FoundBy.choices)
    way = serializers.ChoiceField(choices=Way.choices, allow_blank=True)
    told_at = serializers.DateTimeField(allow_null=True)

    def get_name(self, row: Any) -> str:
        return breach_letter.addressee(row)


class BreachBody(Strict):
    """What was noticed; `organisation` is asked only of who belongs to none."""

    text = serializers.CharField(max_length=4000)
    organisation = Uid(required=False)


class LetterBody(Strict):
    """Whose letter: a uid of those to be told; without it the reader's own."""

    person = Uid(required=False)


class PrintBody(LetterBody):
    """The same, and the language it is printed in."""

    language = serializers.ChoiceField(choices=[(one, one) for one in breach_letter.LANGUAGES])


class BreachTextShape(serializers.Serializer[Any]):
    """A text that was sealed; that it was opened is on record now."""

    field = serializers.ChoiceField(choices=BreachField.choices)
    text = serializers.CharField()


class LetterPartShape(serializers.Serializer[Any]):
    """A part of a letter, as the reader reads it."""

    heading = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
