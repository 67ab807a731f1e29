"""The worklist: what is awaited of the reader, of others, and whom they meet next."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api import course
from mentoring.api.endpoint import Endpoint
from mentoring.api.schema import described
from mentoring.api.serializers.course import TurnShape
from mentoring.models import Correction
from mentoring.queries import worklist

KINDS = ["relationship", "session", "correction"]


class TaskShape(serializers.Serializer[Any]):
    """One line: which subject, what is awaited of whom until when."""

    kind = serializers.ChoiceField(choices=KINDS, source="subject.kind")
    uid = serializers.UUIDField(source="subject.uid")
    state = serializers.CharField(source="subject.state")
    other = serializers.SerializerMethodField()
    turn = serializers.SerializerMethodField()

    def get_other(self, task: Any) -> str:
        """The mentee, or for the mentee the mentor or coach, as far as there is one.

        Of a correction: the person whose reporting line it is.
        """
        subject = task.subject
        if isinstance(subject, Correction):
            return str(subject.person)
        if subject.mentee.user_id != self.context["user"].pk:
            return str(subject.mentee)
        return str(subject.practitioner or "")

    @extend_schema_field(TurnShape)
    def get_turn(self, task: Any) -> Any:
        return TurnShape(course.worded(task.turn, self.context["now"])).data


class NextSessionShape(serializers.Serializer[Any]):
    """A session agreed on."""

    uid = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    other = serializers.SerializerMethodField()

    def get_other(self, session: Any) -> str:
        mine = session.mentee.user_id == self.context["user"].pk
        return str(session.practitioner if mine else session.mentee)


class WorklistShape(serializers.Serializer[Any]):
    """By due time."""

    my_turn = TaskShape(many=True)
    waiting = TaskShape(many=True)
    next_sessions = NextSessionShape(many=True)


class WorklistView(Endpoint):
    @described(
        "worklist",
        "Whose turn it is: the reader's, somebody else's; and the next sessions",
        WorklistShape,
        refusals=(400, 401, 406),
    )
    def get(self, request: Request) -> Response:
        found = worklist.worklist(self.user, self.now)
        return Response(WorklistShape(found, context=self.shape()).data)
