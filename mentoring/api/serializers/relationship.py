"""Relationships, their offers and agreements as the API shows them, and a request as it is read."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.api import course
from mentoring.api.serializers.course import LateShape, RemindedShape
from mentoring.api.serializers.moving import Moving, ToDo
from mentoring.api.serializers.shown import Ref, Shown
from mentoring.api.serializers.strict import Strict, Uid
from mentoring.machines.reasons import Applied, EndReason, OfferAnswer, Status
from mentoring.machines.relationship import RelationshipState
from mentoring.queries import caseload, lateness
from mentoring.queries.access import held
from mentoring.vocabulary import Discipline


class RelationshipShown(Moving):
    """A line of a list."""

    resource = "relationship"

    uid = serializers.UUIDField(read_only=True)
    state = serializers.ChoiceField(choices=RelationshipState.choices, read_only=True)
    version = serializers.IntegerField(read_only=True)
    discipline = serializers.ChoiceField(choices=Discipline.choices, read_only=True)
    programme = Ref(read_only=True)
    organisation = Ref(read_only=True)
    mentee = Ref(read_only=True)
    practitioner = Ref(read_only=True, allow_null=True)
    late = serializers.SerializerMethodField()
    started_at = serializers.DateTimeField(read_only=True, allow_null=True)
    paused_until = serializers.DateTimeField(read_only=True, allow_null=True)
    last_session_at = serializers.DateTimeField(read_only=True, allow_null=True)
    closed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    named_practitioner = Ref(read_only=True, allow_null=True)
    offered_to = Ref(read_only=True, allow_null=True)
    offer_rank = serializers.IntegerField(read_only=True)
    agreement_version = serializers.IntegerField(read_only=True)
    mentee_signed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    practitioner_signed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    mentee_reflected_at = serializers.DateTimeField(read_only=True, allow_null=True)
    practitioner_reflected_at = serializers.DateTimeField(read_only=True, allow_null=True)
    aim = serializers.CharField(read_only=True)
    status = serializers.ChoiceField(choices=Status.choices, read_only=True, allow_blank=True)
    status_at = serializers.DateTimeField(read_only=True, allow_null=True)
    end_reason = serializers.ChoiceField(
        choices=EndReason.choices, read_only=True, allow_blank=True
    )
    applied = serializers.ChoiceField(choices=Applied.choices, read_only=True, allow_blank=True)

    @extend_schema_field(LateShape(many=True))
    def get_late(self, row: Any) -> Any:
        relations = held(row, self.resource)
        found = course.late(row, self.duties(row), relations, self.context["now"])
        return LateShape(found, many=True).data


class RelationshipItem(RelationshipShown, ToDo):
    """One relationship with what may be done and what happens if nobody acts."""

    reminded = serializers.SerializerMethodField()
    opens_at = serializers.SerializerMethodField(
        help_text="When it is offered by itself, as its part of many that start one after another."
    )

    @extend_schema_field(RemindedShape(many=True))
    def get_reminded(self, row: Any) -> Any:
        return RemindedShape(lateness.acknowledgements(row), many=True).data

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_opens_at(self, row: Any) -> Any:
        waits = [row.uid] if str(row.state) in caseload.LOOKING else []
        at = caseload.openings(waits).get(row.uid)
        return serializers.DateTimeField().to_representation(at) if at else None


class RequestBody(Strict):
    """A request for a mentor or coach, kept as a draft unless it is sent at once."""

    programme = Uid()
    aim = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    named_practitioner = Uid(required=False, allow_null=True, default=None)
    submit = serializers.BooleanField(required=False, default=False)


class OfferShown(Shown):
    """The request as put to one practitioner."""

    resource = "offer"

    practitioner = Ref(read_only=True)
    rank = serializers.IntegerField(read_only=True)
    offered_at = serializers.DateTimeField(read_only=True)
    answered_at = serializers.DateTimeField(read_only=True, allow_null=True)
    answer = serializers.ChoiceField(choices=OfferAnswer.choices, read_only=True, allow_blank=True)
    reason = serializers.CharField(read_only=True, allow_blank=True)


class AgreementShown(Shown):
    """A version of what the two agreed on."""

    resource = "agreement"

    version = serializers.IntegerField(read_only=True)
    goals = serializers.CharField(read_only=True)
    frequency_days = serializers.IntegerField(read_only=True)
    ends_on = serializers.DateField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    mentee_signed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    practitioner_signed_at = serializers.DateTimeField(read_only=True, allow_null=True)
