"""Requests about personal data: ask, follow, answer; open what was written, fetch the copy.

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
from mentoring.api.errors import REMEDIES, field_problem
from mentoring.api.files import Zip, download
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
from mentoring.api.serializers.course import ChangedShape
from mentoring.api.serializers.data_request import (
    DataAskBody,
    DataRequestItem,
    DataRequestShown,
    DataTextShape,
)
from mentoring.api.serializers.strict import Strict, checked
from mentoring.api.views.officer import OfficerEndpoint
from mentoring.api.views.subject import SubjectList
from mentoring.machines.data_request import DataRequestState
from mentoring.machines.data_request_codes import DataRight, WayAsked
from mentoring.models import DataRequest, Person
from mentoring.queries import data_requests as queries
from mentoring.queries.access import held
from mentoring.services import data_requests, personal_data, sealed_notes
from mentoring.vocabulary import Purpose, Role
from workflows.machine import Machine

BOTH = _("Say who asked and how, or neither: then you ask for yourself.")
EXAMPLE = {"wants": "correction", "text": "Alamat saya keliru (contoh)"}


class DataRequestEndpoint(OfficerEndpoint):
    resource = "data_request"
    model = DataRequest
    line, item = DataRequestShown, DataRequestItem

    def is_own(self, found: Any) -> bool:
        return Role.REQUESTER.value in held(found, self.resource)


class DataRequestListView(DataRequestEndpoint, SubjectList):
    @described(
        "data_request_list",
        "One's own requests about personal data and those one answers, the latest first",
        page_of(DataRequestShown),
        parameters=(CURSOR, LIMIT, parameter("state", DataRequestState.values)),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @described(
        "data_request_ask",
        "Ask about one's own data, or enter what somebody asked; an answer is due in 72 hours",
        ChangedShape,
        status=status.HTTP_201_CREATED,
        body=DataAskBody,
        refusals=(*WRITING, 422),
        parameters=(IDEMPOTENCY_KEY, ETAG),
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        data = checked(DataAskBody, self.body)

        def act() -> Machine:
            person, way = self._who_and_how(data)
            return data_requests.ask(
                person,
                DataRight(data["wants"]),
                data["text"],
                way_in=way,
                by=self.user,
                now=self.now,
            )

        return self.once(act, status.HTTP_201_CREATED)

    def _who_and_how(self, data: dict[str, Any]) -> tuple[Person, WayAsked]:
        if "who" not in data and "way_in" not in data:
            return self.oneself(), WayAsked.PORTAL
        for name in ("who", "way_in"):
            if name not in data:
                raise field_problem(name, BOTH, remedy=REMEDIES["required"])
        who = self.colleague(data["who"], data_requests.ONLY_FOR_ONESELF)
        return who, WayAsked(data["way_in"])


class DataRequestTextsView(DataRequestEndpoint):
    @described(
        "data_request_texts",
        "Open what was asked and answered; that the reader did is put on record first",
        all_of(DataTextShape),
        refusals=WRITING,
        example={"results": [{"field": "asked", "text": EXAMPLE["text"]}]},
    )
    def post(self, request: Request, uid: uuid.UUID) -> Response:
        found = self.subject(uid)
        checked(Strict, self.body)
        own = self.is_own(found)
        keyboard.require(request, own=own)
        notes = queries.notes(found, self.user, self.now)
        why = Purpose.OWN_RECORD if own else Purpose.IN_CHARGE
        texts = sealed_notes.read(notes, by=self.user, purpose=why, now=self.now)
        told = [{"field": field, "text": text} for field, text in texts]
        return Response({"results": DataTextShape(told, many=True).data})


class DataRequestCopyView(DataRequestEndpoint):
    renderer_classes = (*OfficerEndpoint.renderer_classes, Zip)

    @described(
        "data_request_copy",
        "Fetch the copy of one's own data: JSON and CSV in a ZIP, as things stand now",
        Zip,
        refusals=WRITING,
    )
    def post(self, request: Request, uid: uuid.UUID) -> HttpResponse:
        found = self.subject(uid)
        checked(Strict, self.body)
        keyboard.require(request, own=True)
        return download(personal_data.copy_for(found, by=self.user, now=self.now), Zip, "data.zip")
