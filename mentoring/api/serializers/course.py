"""How far something has come: whose turn it is, what may be done, what happens if nobody acts."""

from typing import Any

from rest_framework import serializers

from mentoring.vocabulary import Role
from workflows.machine import SYSTEM
from workflows.policy import Action

ROLES = [*Role.choices]
SIDES = [
    *("mentee", "practitioner", "you", "coordinator", "reporter"),
    *("client", "counsellor", "appraiser", "addressee"),
    *("requester", "dpo", "approver", "finder"),
    SYSTEM,
]


class TurnShape(serializers.Serializer[Any]):
    """What is awaited next, of whom, until when."""

    deadline = serializers.CharField(help_text="Code of the deadline, see docs/workflows.md.")
    role = serializers.ChoiceField(choices=ROLES)
    yours = serializers.BooleanField(help_text="Whether that is the reader.")
    due_at = serializers.DateTimeField()
    overdue = serializers.BooleanField()


class LateShape(serializers.Serializer[Any]):
    """What is late and since when; never what it is about."""

    deadline = serializers.CharField()
    role = serializers.ChoiceField(choices=ROLES)
    due_at = serializers.DateTimeField()


class RemindedShape(serializers.Serializer[Any]):
    """A superior's word that they reminded who is late."""

    deadline = serializers.CharField(source="deadline.name")
    by = serializers.CharField(source="person.display_name")
    at = serializers.DateTimeField()


class InputShape(serializers.Serializer[Any]):
    """A value that a transition asks for."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field, not Field's option
    required = serializers.BooleanField()  # type: ignore[assignment] # a field, not Field's option


class OfferedTransition(serializers.Serializer[Any]):
    """A transition as it stands for the reader: possible, or the reason why not."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field, not Field's option
    allowed = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    inputs = InputShape(many=True)


class ExpectedShape(serializers.Serializer[Any]):
    """What the system will do, and when, if nobody acts; and the policy that says so."""

    at = serializers.DateTimeField()
    deadline = serializers.CharField()
    action = serializers.ChoiceField(choices=[(item.value, item.value) for item in Action])
    audience = serializers.ListField(child=serializers.CharField())
    transition = serializers.CharField(allow_blank=True)
    policy = serializers.CharField()
    calendar = serializers.CharField()


class RecordShape(serializers.Serializer[Any]):
    """One thing that happened. Who acted is told by role, not by name."""

    version = serializers.IntegerField()
    transition = serializers.CharField()
    from_state = serializers.CharField(allow_blank=True)
    to_state = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.ChoiceField(
        choices=SIDES,
        help_text="The side that acted; “system” for what a deadline did.",
    )
    reason = serializers.CharField(allow_blank=True)


class ChangedShape(serializers.Serializer[Any]):
    """A subject after a change. Its ETag is in the header; the address shows the whole.

    The version is missing where a repetition is answered to somebody who does not see it.
    """

    uid = serializers.UUIDField()
    state = serializers.CharField()
    version = serializers.IntegerField(required=False)
    url = serializers.URLField()
