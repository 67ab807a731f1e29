"""Counselling on performance: propose it, list, look, understand, open what is sealed.

Class B: for people, never for programs.
"""

import uuid

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api import keyboard
from mentoring.api.schema import (
    CURSOR,
    ETAG,
    IDEMPOTENCY_KEY,
    LIMIT,
    WRITING,
    all_of,
    described,
    page_of,
    parameter,
)
from mentoring.api.serializers.course import ChangedShape, RecordShape
from mentoring.api.serializers.performance import (
    FormShape,
    PerformanceItem,
    PerformanceShown,
    ProposalBody,
)
from mentoring.api.serializers.strict import Strict, checked
from mentoring.api.serializers.why import WhyShape
from mentoring.api.views.subject import (
    SubjectEndpoint,
    SubjectHistory,
    SubjectItem,
    SubjectList,
    SubjectWhy,
)
from mentoring.machines.performance import PerformanceState
from mentoring.models import PerformanceCounselling
from mentoring.queries.access import held
from mentoring.services import performance
from mentoring.vocabulary import Role
from workflows.machine import Machine

EXAMPLE = {
    "client": "7a1c52f4-9f5e-4b0e-9d07-2f1d5f6a9c11",
    "behaviour": "Sering terlambat menyerahkan laporan bulanan (contoh)",
}


class PerformanceEndpoint(SubjectEndpoint):
    resource = "performance_counselling"
    model = PerformanceCounselling
    line, item = PerformanceShown, PerformanceItem


class PerformanceListView(PerformanceEndpoint, SubjectList):
    @described(
        "performance_list",
        "Counsellings on performance the reader may see, the latest first",
        page_of(PerformanceShown),
        parameters=(CURSOR, LIMIT, parameter("state", PerformanceState.values)),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @described(
        "performance_propose",
        "Propose counselling to somebody one appraises",
        ChangedShape,
        status=status.HTTP_201_CREATED,
        body=ProposalBody,
        refusals=(*WRITING, 422),
        parameters=(IDEMPOTENCY_KEY, ETAG),
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        data = checked(ProposalBody, self.body)

        def act() -> Machine:
            related = ("organisation__calendar", "unit__calendar", "user")
            client = self.named("client", "person", data["client"], related)
            return performance.propose(
                client, data["behaviour"], by=self.user, now=self.now, oneself=data["oneself"]
            )

        return self.once(act, status.HTTP_201_CREATED)


class PerformanceView(PerformanceEndpoint, SubjectItem):
    @described(
        "performance",
        "One of them: turn, due time, what may be done and why not, what happens if nobody acts",
        PerformanceItem,
        parameters=(ETAG,),
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.shown(uid)


class PerformanceHistoryView(PerformanceEndpoint, SubjectHistory):
    @described("performance_history", "What happened, the first thing first", all_of(RecordShape))
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.told(uid)


class PerformanceWhyView(PerformanceEndpoint, SubjectWhy):
    @described("performance_why", "Why the reader was told, or was not", WhyShape)
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.explained(uid)


class PerformanceFormView(PerformanceEndpoint):
    @described(
        "performance_form",
        "Open the texts that are for the reader; that they did is put on record first",
        FormShape,
        refusals=WRITING,
        example={"behaviour": EXAMPLE["behaviour"]},
    )
    def post(self, request: Request, uid: uuid.UUID) -> Response:
        found = self.subject(uid)
        checked(Strict, self.body)
        keyboard.require(request, own=Role.CLIENT.value in held(found, self.resource))
        return Response(FormShape(performance.read(found, by=self.user, now=self.now).texts).data)
