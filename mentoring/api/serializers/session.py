"""Sessions and notes as the API shows them, and a proposed session as it is read."""

from rest_framework import serializers

from accounts.models import TimeZone
from mentoring.api.serializers.moving import Moving, ToDo
from mentoring.api.serializers.shown import Ref, Shown
from mentoring.api.serializers.strict import Strict, Uid
from mentoring.machines.reasons import Missed, NoteKind, SessionCancel, SessionMode
from mentoring.machines.session import SessionState


class SessionShown(Moving):
    """A line of a list."""

    resource = "session"

    uid = serializers.UUIDField(read_only=True)
    relationship = serializers.UUIDField(read_only=True, source="relationship.uid")
    state = serializers.ChoiceField(choices=SessionState.choices, read_only=True)
    version = serializers.IntegerField(read_only=True)
    starts_at = serializers.DateTimeField(read_only=True)
    ends_at = serializers.DateTimeField(read_only=True)
    zone = serializers.ChoiceField(choices=TimeZone.choices, read_only=True)
    mentee = Ref(read_only=True)
    practitioner = Ref(read_only=True)
    mode = serializers.ChoiceField(choices=SessionMode.choices, read_only=True)
    place = serializers.CharField(read_only=True)
    link = serializers.CharField(read_only=True)
    proposed_by = Ref(read_only=True)
    moved_count = serializers.IntegerField(read_only=True)
    mentee_confirmed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    practitioner_confirmed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    missed_by = serializers.ChoiceField(choices=Missed.choices, read_only=True, allow_blank=True)
    cancelled_reason = serializers.ChoiceField(
        choices=SessionCancel.choices, read_only=True, allow_blank=True
    )
    note_filed = serializers.BooleanField(read_only=True)


class SessionItem(SessionShown, ToDo):
    """One session with what may be done and what happens if nobody acts."""


class SessionBody(Strict):
    """A time proposed by one of the pair."""

    relationship = Uid()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    mode = serializers.ChoiceField(
        choices=SessionMode.choices, required=False, default=SessionMode.IN_PERSON
    )
    place = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    link = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class NoteShown(Shown):
    """A note of a session, for its author and for the other one if it is shared."""

    resource = "note"

    author = Ref(read_only=True)
    kind = serializers.ChoiceField(choices=NoteKind.choices, read_only=True)
    body = serializers.CharField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
