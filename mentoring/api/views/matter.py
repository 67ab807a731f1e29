"""Matters for the coordinator: list, look, understand; deciding is a transition."""

import uuid

from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.schema import CURSOR, ETAG, LIMIT, all_of, described, page_of, parameter
from mentoring.api.serializers.course import RecordShape
from mentoring.api.serializers.matter import MatterItem, MatterShown
from mentoring.api.serializers.why import WhyShape
from mentoring.api.views.subject import (
    SubjectEndpoint,
    SubjectHistory,
    SubjectItem,
    SubjectList,
    SubjectWhy,
)
from mentoring.machines.matter import MatterState
from mentoring.models import Matter


class MatterEndpoint(SubjectEndpoint):
    resource = "matter"
    model = Matter
    line, item = MatterShown, MatterItem


class MatterListView(MatterEndpoint, SubjectList):
    @described(
        "matter_list",
        "What came about by itself and is for the coordinator to decide, the latest first",
        page_of(MatterShown),
        parameters=(CURSOR, LIMIT, parameter("state", MatterState.values)),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class MatterView(MatterEndpoint, SubjectItem):
    @described(
        "matter",
        "One of them: turn, due time, what may be done and why not, what happens if nobody acts",
        MatterItem,
        parameters=(ETAG,),
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.shown(uid)


class MatterHistoryView(MatterEndpoint, SubjectHistory):
    @described("matter_history", "What happened, the first thing first", all_of(RecordShape))
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.told(uid)


class MatterWhyView(MatterEndpoint, SubjectWhy):
    @described("matter_why", "Why the reader was told, or was not", WhyShape)
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.explained(uid)
