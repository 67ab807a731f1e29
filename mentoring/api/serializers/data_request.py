"""Requests about personal data as the API shows them; what was said is another address."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.api.serializers.moving import Moving, ToDo
from mentoring.api.serializers.shown import Ref
from mentoring.api.serializers.strict import Strict
from mentoring.machines.data_effects import CorrectionReason, PersonField
from mentoring.machines.data_request import DataRequestState
from mentoring.machines.data_request_codes import (
    DataField,
    DataRight,
    Ground,
    IdentityProof,
    Part,
    WayAsked,
)
from mentoring.services import personal_data

_ONLY: dict[str, Any] = {"read_only": True}
_BLANK: dict[str, Any] = {"read_only": True, "allow_blank": True}
BY_OTHERS = [(way.value, way.label) for way in WayAsked if way != WayAsked.PORTAL]


class DataRequestShown(Moving):
    """A line of a list. `withheld` are the parts of a copy that are not given."""

    resource = "data_request"

    uid = serializers.UUIDField(**_ONLY)
    person = Ref(**_ONLY)
    wants = serializers.ChoiceField(choices=DataRight.choices, **_ONLY)
    way_in = serializers.ChoiceField(choices=WayAsked.choices, **_ONLY)
    received_at = serializers.DateTimeField(**_ONLY)
    proof = serializers.ChoiceField(choices=IdentityProof.choices, **_BLANK)
    ground = serializers.ChoiceField(choices=Ground.choices, **_BLANK)
    withheld = serializers.ListField(
        child=serializers.ChoiceField(choices=Part.choices), read_only=True
    )
    answered_at = serializers.DateTimeField(read_only=True, allow_null=True)
    state = serializers.ChoiceField(choices=DataRequestState.choices, **_ONLY)
    version = serializers.IntegerField(**_ONLY)


class CorrectedShape(serializers.Serializer[Any]):
    """A field that was put right: what stood there, and what stands there now."""

    field = serializers.ChoiceField(choices=PersonField.choices)
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)
    reason = serializers.ChoiceField(choices=CorrectionReason.choices)
    at = serializers.DateTimeField()


class DataRequestItem(DataRequestShown, ToDo):
    """One request with what may be done; `copy` says whether there is one to fetch."""

    corrections = serializers.SerializerMethodField()
    copy = serializers.SerializerMethodField()

    @extend_schema_field(CorrectedShape(many=True))
    def get_corrections(self, row: Any) -> Any:
        return CorrectedShape(row.corrections.order_by("at", "pk"), many=True).data

    def get_copy(self, row: Any) -> bool:
        return personal_data.is_given(row)


class DataAskBody(Strict):
    """One's own request. An officer enters another's: `who` by whole name or NIP, and `way_in`."""

    wants = serializers.ChoiceField(choices=DataRight.choices)
    text = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    who = serializers.CharField(max_length=200, required=False)
    way_in = serializers.ChoiceField(choices=BY_OTHERS, required=False)


class DataTextShape(serializers.Serializer[Any]):
    """A text that was sealed; that it was opened is on record now."""

    field = serializers.ChoiceField(choices=DataField.choices)
    text = serializers.CharField()
