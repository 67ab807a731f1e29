"""Counsellings on performance as the API shows them; what was said is another address."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.api.serializers.moving import Moving, ToDo
from mentoring.api.serializers.shown import Ref
from mentoring.api.serializers.strict import Strict, Uid
from mentoring.machines.file_codes import FileKind, Verification
from mentoring.machines.performance import PerformanceState
from mentoring.machines.performance_fields import SIDES
from mentoring.machines.reasons import CounsellingWithdrawal, CounsellorKind, FollowUp, SignedBy
from mentoring.models import PerformanceCounselling, Upload
from mentoring.queries import performance as queries

_ONLY: dict[str, Any] = {"read_only": True}
_MAYBE: dict[str, Any] = {"read_only": True, "allow_null": True}
_BLANK: dict[str, Any] = {"read_only": True, "allow_blank": True}


class PerformanceShown(Moving):
    """A line of a list. `addressee` is the one whom the result is reported to."""

    resource = "performance_counselling"

    uid = serializers.UUIDField(**_ONLY)
    organisation = Ref(**_ONLY)
    client = Ref(**_ONLY)
    appraiser = Ref(**_ONLY)
    counsellor = Ref(**_MAYBE)
    counsellor_kind = serializers.ChoiceField(choices=CounsellorKind.choices, **_BLANK)
    starts_at = serializers.DateTimeField(**_MAYBE)
    ends_at = serializers.DateTimeField(**_MAYBE)
    place = serializers.CharField(**_ONLY)
    no_shows = serializers.IntegerField(**_ONLY)
    held_at = serializers.DateTimeField(**_MAYBE)
    written_at = serializers.DateTimeField(**_MAYBE)
    client_signed_at = serializers.DateTimeField(**_MAYBE)
    client_signed_by = serializers.ChoiceField(choices=SignedBy.choices, **_BLANK)
    counsellor_signed_at = serializers.DateTimeField(**_MAYBE)
    counsellor_signed_by = serializers.ChoiceField(choices=SignedBy.choices, **_BLANK)
    addressee = Ref(**_MAYBE)
    reported_at = serializers.DateTimeField(**_MAYBE)
    follow_up = serializers.ChoiceField(choices=FollowUp.choices, **_BLANK)
    follow_up_until = serializers.DateTimeField(**_MAYBE)
    withdrawn_reason = serializers.ChoiceField(choices=CounsellingWithdrawal.choices, **_BLANK)
    closed_at = serializers.DateTimeField(**_MAYBE)
    state = serializers.ChoiceField(choices=PerformanceState.choices, **_ONLY)
    version = serializers.IntegerField(**_ONLY)


class SignedFile(serializers.Serializer[Any]):
    """A file somebody signed with. `ours`: it begins with a form of ours, unchanged."""

    kind = serializers.ChoiceField(choices=FileKind.choices)
    size = serializers.IntegerField()
    ours = serializers.BooleanField()
    verification = serializers.ChoiceField(choices=Verification.choices)
    at = serializers.DateTimeField(source="note.created_at")
    by = serializers.CharField(source="note.author")


class PerformanceItem(PerformanceShown, ToDo):
    """One counselling with what may be done and what happens if nobody acts."""

    client_signature = serializers.SerializerMethodField()
    counsellor_signature = serializers.SerializerMethodField()

    @extend_schema_field(SignedFile(allow_null=True))
    def get_client_signature(self, row: Any) -> Any:
        return self._signature("client")

    @extend_schema_field(SignedFile(allow_null=True))
    def get_counsellor_signature(self, row: Any) -> Any:
        return self._signature("counsellor")

    def _signature(self, side: str) -> Any:
        return SignedFile(self._files[side]).data if side in self._files else None

    @cached_property
    def _files(self) -> Mapping[str, Upload]:
        """Of the one that is shown; one statement, none if nobody signed with a file."""
        return queries.signatures(cast("PerformanceCounselling", self.instance))


class ProposalBody(Strict):
    """How the client works, in words; `oneself` if the appraiser is qualified and counsels."""

    client = Uid()
    behaviour = serializers.CharField(max_length=20_000)
    oneself = serializers.BooleanField(required=False, default=False)


class SideBody(Strict):
    """Whose signature."""

    side = serializers.ChoiceField(choices=SIDES)


class FormShape(serializers.Serializer[Any]):
    """The texts the reader may open; that they were opened is on record now."""

    behaviour = serializers.CharField(required=False)
    result = serializers.CharField(required=False)
    statement = serializers.CharField(required=False)
