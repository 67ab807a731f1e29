"""Why somebody was told, or was not, and what comes next by which policy."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.api.serializers.course import ExpectedShape
from workflows.forecast import stands_still

SCOPES = [("programme", "programme"), ("organisation", "organisation"), ("", "as shipped")]


class HopShape(serializers.Serializer[Any]):
    """One step of the way from a role to a person."""

    way = serializers.CharField()
    name = serializers.CharField(required=False)


def hops(path: Iterable[Any]) -> list[dict[str, str]]:
    ways = [hop for hop in path if "way" in hop]
    return [{key: hop[key] for key in ("way", "name") if key in hop} for hop in ways]


class ToldShape(serializers.Serializer[Any]):
    """Something the reader was told: in which role, found which way."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    created_at = serializers.DateTimeField()
    role = serializers.SerializerMethodField()
    path = serializers.SerializerMethodField()

    def get_role(self, notice: Any) -> str:
        return next((hop["role"] for hop in notice.path if "role" in hop), "")

    @extend_schema_field(HopShape(many=True))
    def get_path(self, notice: Any) -> list[dict[str, str]]:
        return hops(notice.path)


class NotToldShape(serializers.Serializer[Any]):
    """Something the reader would have been told, and the reason why not."""

    kind = serializers.CharField()
    created_at = serializers.DateTimeField()
    reason = serializers.CharField(source="not_sent")


class RuleShape(serializers.Serializer[Any]):
    """A version of an escalation policy, and where it was set."""

    code = serializers.CharField(source="policy.code")
    scope = serializers.ChoiceField(source="policy.level", choices=SCOPES)
    version = serializers.IntegerField(source="number")
    published_at = serializers.DateTimeField()


class RangShape(serializers.Serializer[Any]):
    """The deadline that rang, the version it ran by then, and its calendar."""

    deadline = serializers.CharField()
    policy = RuleShape()
    calendar = serializers.CharField(source="calendar.name")


class StandstillShape(serializers.Serializer[Any]):
    """A time in which its working clock does not run: pauses and days away, joined."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class RunningShape(serializers.Serializer[Any]):
    """An open deadline with the version it was armed with, which it keeps, and its calendar.

    `extended` are working days that a coordinator has given on top; `quiet_until` is when telling
    goes on after a superior has said that they reminded.
    """

    deadline = serializers.CharField(source="name")
    due_at = serializers.DateTimeField()
    extended = serializers.IntegerField(min_value=0)
    policy = RuleShape(source="policy_version")
    calendar = serializers.CharField(source="calendar.name")
    stands_still = serializers.SerializerMethodField()
    quiet_until = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(StandstillShape(many=True))
    def get_stands_still(self, deadline: Any) -> Any:
        spans = [{"starts_at": start, "ends_at": end} for start, end in stands_still(deadline)]
        return StandstillShape(spans, many=True).data


class WhyShape(serializers.Serializer[Any]):
    """Only of the reader's own notices; what was told to others is theirs."""

    told = ToldShape(many=True)
    not_told = NotToldShape(many=True)
    next = ExpectedShape(many=True)
    deadlines = RunningShape(many=True)
