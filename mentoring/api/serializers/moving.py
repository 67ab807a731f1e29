"""What every subject of the engine shows of its progress, in a list and by itself."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.api import course
from mentoring.api.serializers.course import ExpectedShape, OfferedTransition, TurnShape
from mentoring.api.serializers.shown import Shown
from mentoring.queries.access import held
from workflows.models import Deadline


class Moving(Shown):
    """The context brings `duties`, `user` and `now`."""

    turn = serializers.SerializerMethodField()
    due = serializers.SerializerMethodField()

    @extend_schema_field(TurnShape(allow_null=True))
    def get_turn(self, row: Any) -> Any:
        relations = held(row, self.resource)
        found = course.turn(
            row, self.duties(row), self.context["user"], relations, self.context["now"]
        )
        return TurnShape(found).data if found else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_due(self, row: Any) -> Any:
        rows, field = self.duties(row), serializers.DateTimeField()
        return field.to_representation(rows[0].due_at) if rows else None

    def duties(self, row: Any) -> Sequence[Deadline]:
        found: Sequence[Deadline] = self.context["duties"].get((row.kind, row.pk), ())
        return found


class ToDo(serializers.Serializer[Any]):
    """For one subject: what may be done, and what happens if nobody acts."""

    transitions = serializers.SerializerMethodField()
    forecast = serializers.SerializerMethodField()

    @extend_schema_field(OfferedTransition(many=True))
    def get_transitions(self, row: Any) -> Any:
        found = course.transitions(row, self.context["user"], self.context["now"])
        return OfferedTransition(found, many=True).data

    @extend_schema_field(ExpectedShape(many=True))
    def get_forecast(self, row: Any) -> Any:
        return ExpectedShape(course.forecast(row), many=True).data
