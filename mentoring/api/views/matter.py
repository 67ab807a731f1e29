"""Matters for the coordinator: list, look, understand; deciding is a transition."""

from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.schema import CURSOR, LIMIT, described, page_of, parameter
from mentoring.api.serializers.matter import MatterItem, MatterShown
from mentoring.api.views.subject import (
    SubjectEndpoint,
    SubjectList,
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
