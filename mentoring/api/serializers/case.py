"""Counselling cases as the API shows them to those in them; what was said is another address."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.api import course
from mentoring.api.serializers.course import TurnShape
from mentoring.api.serializers.moving import Moving, ToDo
from mentoring.api.serializers.shown import Ref
from mentoring.api.serializers.strict import Strict, Uid
from mentoring.machines.case_reasons import (
    Attendance,
    CaseEnd,
    Level,
    NoteField,
    Recipient,
    ReferralOutcome,
    ReferredTo,
    SafetyGround,
    Topic,
    WayIn,
)
from mentoring.machines.case_states import CaseState
from mentoring.queries import own
from mentoring.queries.access import held
from mentoring.queries.worklist import Turn
from mentoring.vocabulary import Purpose, Role

_ONLY: dict[str, Any] = {"read_only": True}
_MAYBE: dict[str, Any] = {"read_only": True, "allow_null": True}
_BLANK: dict[str, Any] = {"read_only": True, "allow_blank": True}
_ON_DUTY = {Role.COUNSELLOR.value, Role.SUBSTITUTE.value, Role.INTAKE.value}


class CaseShown(Moving):
    """A line of a list; `previous` is the ended one it goes on with."""

    resource = "counselling_case"

    uid = serializers.UUIDField(**_ONLY)
    organisation = Ref(**_ONLY)
    client = Ref(**_ONLY)
    counsellor = Ref(**_MAYBE)
    substitute = Ref(**_MAYBE)
    stands_in_for = Ref(**_MAYBE)
    previous = Ref(**_MAYBE)
    route = serializers.ChoiceField(choices=Recipient.choices, **_ONLY)
    way_in = serializers.ChoiceField(choices=WayIn.choices, **_ONLY)
    name_withheld = serializers.BooleanField(**_ONLY)
    begun_at = serializers.DateTimeField(**_ONLY)
    level = serializers.ChoiceField(choices=Level.choices, **_BLANK)
    consented_at = serializers.DateTimeField(**_MAYBE)
    substitute_agreed = serializers.BooleanField(**_ONLY)
    attempts = serializers.IntegerField(**_ONLY)
    waiting_until = serializers.DateTimeField(**_MAYBE)
    next_starts_at = serializers.DateTimeField(**_MAYBE)
    next_ends_at = serializers.DateTimeField(**_MAYBE)
    sessions_allowed = serializers.IntegerField(**_ONLY)
    sessions_used = serializers.IntegerField(**_ONLY)
    end_reason = serializers.ChoiceField(choices=CaseEnd.choices, **_BLANK)
    closed_at = serializers.DateTimeField(**_MAYBE)
    state = serializers.ChoiceField(choices=CaseState.choices, **_ONLY)
    version = serializers.IntegerField(**_ONLY)

    @extend_schema_field(TurnShape(allow_null=True))
    def get_turn(self, row: Any) -> Any:
        """By what the reader is to the case: nobody else's calendar is looked into for it."""
        if not (rows := self.duties(row)):
            return None
        relations, first = held(row, self.resource), rows[0]
        yours = bool(relations & (_ON_DUTY if first.role == Role.ON_DUTY else {first.role}))
        found = Turn(first.name, first.role, first.due_at, yours)
        return TurnShape(course.worded(found, self.context["now"])).data


class MeetingShape(serializers.Serializer[Any]):
    """A session of the two; `attendance` is empty as long as it is planned."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    attendance = serializers.ChoiceField(choices=Attendance.choices, allow_blank=True)


class ReferralShape(serializers.Serializer[Any]):
    """A referral; its `ground` is empty where the client agrees to it."""

    to = serializers.ChoiceField(choices=ReferredTo.choices)
    ground = serializers.ChoiceField(choices=SafetyGround.choices, allow_blank=True)
    proposed_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=ReferralOutcome.choices, allow_blank=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class EmergencyShape(serializers.Serializer[Any]):
    """An emergency, and on what ground it was declared; what was told of it is sealed."""

    ground = serializers.ChoiceField(choices=SafetyGround.choices)
    declared_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class CaseItem(CaseShown, ToDo):
    """One case with what may be done and what has come about beside its path.

    `kept_out` are those whom the client has named themselves, and only the client is told.
    """

    sessions = serializers.SerializerMethodField()
    referrals = serializers.SerializerMethodField()
    emergencies = serializers.SerializerMethodField()
    kept_out = Ref(source="named_out", many=True, **_ONLY)

    @extend_schema_field(MeetingShape(many=True))
    def get_sessions(self, row: Any) -> Any:
        return MeetingShape(own.sessions(row), many=True).data

    @extend_schema_field(ReferralShape(many=True))
    def get_referrals(self, row: Any) -> Any:
        return ReferralShape(own.referrals(row), many=True).data

    @extend_schema_field(EmergencyShape(many=True))
    def get_emergencies(self, row: Any) -> Any:
        return EmergencyShape(own.emergencies(row), many=True).data


class AskBody(Strict):
    """What somebody asks for; `keep_out` are people of `office` who must not have to do with it."""

    topic = serializers.ChoiceField(choices=Topic.choices)
    wish = serializers.CharField(max_length=20_000)
    route = serializers.ChoiceField(choices=Recipient.choices, default=Recipient.COORDINATOR)
    keep_out = serializers.ListField(child=Uid(), max_length=50, required=False, default=list)
    name_withheld = serializers.BooleanField(required=False, default=False)
    previous = Uid(required=False)


class TextsBody(Strict):
    """Which texts of the case are to be opened: all of a kind, or the one `uid` of them."""

    field = serializers.ChoiceField(choices=NoteField.choices)
    uid = Uid(required=False)


class SealedShape(serializers.Serializer[Any]):
    """A text the reader may open, unopened."""

    uid = serializers.UUIDField()
    field = serializers.ChoiceField(choices=NoteField.choices)
    created_at = serializers.DateTimeField()


class TextShape(SealedShape):
    """An opened text; that it was opened is on record now."""

    text = serializers.CharField()


class ReadingShape(serializers.Serializer[Any]):
    """Who opened what and why; `by` and `field` are empty where nobody did or nothing was read."""

    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)
    field = serializers.ChoiceField(choices=NoteField.choices, allow_blank=True)
    purpose = serializers.ChoiceField(choices=Purpose.choices)


class ConsentShape(serializers.Serializer[Any]):
    """What a client agrees to; `text` of the consent is this uid."""

    uid = serializers.UUIDField()
    number = serializers.IntegerField()
    text = serializers.CharField()


class OfficeShape(serializers.Serializer[Any]):
    """`staffed`: somebody is at the telephone now. Nobody here watches over the crisis contacts.

    Where counselling is not offered, nothing else is told.
    """

    offered = serializers.BooleanField()
    staffed = serializers.BooleanField()
    telephone = serializers.CharField()
    crisis = serializers.CharField()
    consent = ConsentShape(allow_null=True)
    people = Ref(many=True)
