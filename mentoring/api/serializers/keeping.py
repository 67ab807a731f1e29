"""Destructions of old records, and the legal holds that stop them, as the API shows them."""

from typing import Any

from rest_framework import serializers

from mentoring.api.serializers.moving import Moving, ToDo
from mentoring.api.serializers.shown import Ref
from mentoring.api.serializers.strict import Strict, Uid
from mentoring.machines.destruction import DestructionState
from mentoring.machines.legal_hold import HoldReason, LegalHoldState, LiftReason
from mentoring.machines.retention_codes import KeepReason, RecordKind, Since
from mentoring.models import Destruction
from mentoring.queries import destructions
from mentoring.services.retention import LONGEST

_ONLY: dict[str, Any] = {"read_only": True}
_MAYBE: dict[str, Any] = {"read_only": True, "allow_null": True}
_BLANK: dict[str, Any] = {"read_only": True, "allow_blank": True}


class RetentionShape(serializers.Serializer[Any]):
    """The rule it is destroyed by: so many months after an event, and what that rests on."""

    kind = serializers.ChoiceField(choices=RecordKind.choices)
    months = serializers.IntegerField()
    since = serializers.ChoiceField(choices=Since.choices)
    source_label = serializers.CharField()


class RetentionRuleShape(RetentionShape):
    """How long a kind is kept, from which day on; without `valid_to` until further notice."""

    source_label = serializers.CharField(source="basis")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class RetentionRulesShape(serializers.Serializer[Any]):
    """What counts today, and the organisation's own rules, the latest first."""

    in_force = RetentionRuleShape(many=True)
    own = RetentionRuleShape(many=True)


class RetentionBody(Strict):
    """Another period of a kind from a day on; `source_label` is what it rests on."""

    kind = serializers.ChoiceField(choices=RecordKind.choices)
    months = serializers.IntegerField(min_value=1, max_value=LONGEST)
    source_label = serializers.CharField(max_length=200)
    first = serializers.DateField()


class DestructionShown(Moving):
    """A line of a list. By a `rule`, or on request of a `person`.

    `counts` are numbers by kind; of one person's counselling cases none is said, nor of fewer
    than five.
    """

    resource = "destruction"

    uid = serializers.UUIDField(**_ONLY)
    organisation = Ref(**_ONLY)
    rule = RetentionShape(**_MAYBE)
    person = Ref(**_MAYBE)
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=RecordKind.choices), read_only=True
    )
    counts = serializers.SerializerMethodField()
    proposed_at = serializers.DateTimeField(**_ONLY)
    keep_reason = serializers.ChoiceField(choices=KeepReason.choices, **_BLANK)
    keep_until = serializers.DateField(**_MAYBE)
    number = serializers.IntegerField(**_MAYBE)
    destroyed_at = serializers.DateTimeField(**_MAYBE)
    state = serializers.ChoiceField(choices=DestructionState.choices, **_ONLY)
    version = serializers.IntegerField(**_ONLY)

    def get_counts(self, made: Destruction) -> dict[str, int]:
        return dict(destructions.sayable(made))


class DestructionItem(DestructionShown, ToDo):
    """One destruction with what may be done and what happens if nobody acts."""


class LegalHoldShown(Moving):
    """A line of a list. On everything of a `person`, or on the one case of a number."""

    resource = "legal_hold"

    uid = serializers.UUIDField(**_ONLY)
    organisation = Ref(**_ONLY)
    person = Ref(**_MAYBE)
    case_uid = serializers.UUIDField(**_MAYBE)
    hold_reason = serializers.ChoiceField(choices=HoldReason.choices, **_ONLY)
    document = serializers.CharField(**_ONLY)
    placed_at = serializers.DateTimeField(**_ONLY)
    review_at = serializers.DateTimeField(**_ONLY)
    lift_reason = serializers.ChoiceField(choices=LiftReason.choices, **_BLANK)
    lifted_at = serializers.DateTimeField(**_MAYBE)
    state = serializers.ChoiceField(choices=LegalHoldState.choices, **_ONLY)
    version = serializers.IntegerField(**_ONLY)


class LegalHoldItem(LegalHoldShown, ToDo):
    """One hold with what may be done and what happens if nobody acts."""


class HoldBody(Strict):
    """On `who` (whole name or NIP) or on one case by its uid; `until` it is looked at again."""

    who = serializers.CharField(max_length=200, required=False)
    case_uid = Uid(required=False)
    hold_reason = serializers.ChoiceField(choices=HoldReason.choices)
    document = serializers.CharField(max_length=200)
    until = serializers.DateField()
