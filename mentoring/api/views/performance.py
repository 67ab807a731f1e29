"""Counselling on performance: propose it, list, look, understand, open what is sealed.

Class B: for people, never for programs.
"""

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api import keyboard
from mentoring.api.files import Jpeg, Pdf, Png, download
from mentoring.api.schema import (
    CURSOR,
    ETAG,
    IDEMPOTENCY_KEY,
    LIMIT,
    WRITING,
    described,
    page_of,
    parameter,
)
from mentoring.api.serializers.course import ChangedShape
from mentoring.api.serializers.performance import (
    FormShape,
    PerformanceItem,
    PerformanceShown,
    ProposalBody,
    SideBody,
)
from mentoring.api.serializers.strict import Strict, checked
from mentoring.api.views.subject import (
    SubjectEndpoint,
    SubjectList,
)
from mentoring.machines.performance import PerformanceState
from mentoring.models import PerformanceCounselling
from mentoring.queries import performance as queries
from mentoring.queries.access import held
from mentoring.services import performance, performance_pdf, uploads
from mentoring.vocabulary import Purpose, Role
from workflows.errors import Guarded
from workflows.machine import Machine

NOT_WRITTEN = _("The form is not written yet.")
NO_FILE = _("Nobody has handed in a file for this side.")
SIGNED = (Pdf, Jpeg, Png)
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


class Sealed(PerformanceEndpoint):
    """What is sealed of one of them; that it is opened is put on record first."""

    def opened(self, uid: uuid.UUID, field: str = "") -> Any:
        found = self.subject(uid, field)
        own = Role.CLIENT.value in held(found, self.resource)
        keyboard.require(self.request, own=own)
        return found


class PerformanceFormView(Sealed):
    @described(
        "performance_form",
        "Open the texts that are for the reader; that they did is put on record first",
        FormShape,
        refusals=WRITING,
        example={"behaviour": EXAMPLE["behaviour"]},
    )
    def post(self, request: Request, uid: uuid.UUID) -> Response:
        found = self.opened(uid)
        checked(Strict, self.body)
        return Response(FormShape(performance.read(found, by=self.user, now=self.now).texts).data)


class PerformancePaperView(Sealed):
    renderer_classes = (*Sealed.renderer_classes, Pdf)

    @described(
        "performance_paper",
        "The form as a PDF, to be signed; that it was opened is put on record first",
        Pdf,
        refusals=WRITING,
    )
    def post(self, request: Request, uid: uuid.UUID) -> HttpResponse:
        found = self.opened(uid, "written_at")
        checked(Strict, self.body)
        if found.written_at is None:
            raise Guarded(NOT_WRITTEN)
        texts = performance.read(found, by=self.user, now=self.now).texts
        content = performance_pdf.handed_out(found, texts, now=self.now)
        return download(content, Pdf, "form.pdf")


class PerformanceSignatureView(Sealed):
    renderer_classes = (*Sealed.renderer_classes, *SIGNED)

    @described(
        "performance_signature",
        "The file a side has signed with, as handed in; that it was opened is put on record first",
        SIGNED,
        body=SideBody,
        refusals=WRITING,
        example={"side": Role.CLIENT.value},
    )
    def post(self, request: Request, uid: uuid.UUID) -> HttpResponse:
        found = self.opened(uid, "client_signature")
        file = queries.signatures(found).get(checked(SideBody, self.body)["side"])
        if file is None:
            raise Guarded(NO_FILE)
        content = uploads.opened(file, by=self.user, purpose=Purpose.FORM, now=self.now)
        return uploads.answer(file, content)
