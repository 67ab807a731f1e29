"""Legal holds: place one, list, look; what is reviewed or lifted is a transition.

Class B: for people, never for programs.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.errors import field_problem
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
from mentoring.api.serializers.keeping import HoldBody, LegalHoldItem, LegalHoldShown
from mentoring.api.serializers.strict import checked
from mentoring.api.views.officer import OfficerEndpoint
from mentoring.api.views.subject import SubjectList
from mentoring.machines.legal_hold import HoldReason, LegalHoldState
from mentoring.models import LegalHold, Person
from mentoring.services import legal_holds
from workflows.machine import Machine

EXAMPLE = {
    "who": "Maya Contoh",
    "hold_reason": "court",
    "document": "Surat PN 12/2026 (contoh)",
    "until": "2026-11-30",
}


class LegalHoldEndpoint(OfficerEndpoint):
    resource = "legal_hold"
    model = LegalHold
    line, item = LegalHoldShown, LegalHoldItem


class LegalHoldListView(LegalHoldEndpoint, SubjectList):
    @described(
        "legal_hold_list",
        "Legal holds the reader answers for, the latest first",
        page_of(LegalHoldShown),
        parameters=(CURSOR, LIMIT, parameter("state", LegalHoldState.values)),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @described(
        "legal_hold_place",
        "Let nothing of somebody, or of one case, be destroyed",
        ChangedShape,
        status=status.HTTP_201_CREATED,
        body=HoldBody,
        refusals=(*WRITING, 422),
        parameters=(IDEMPOTENCY_KEY, ETAG),
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        data = checked(HoldBody, self.body)

        def act() -> Machine:
            return legal_holds.place(
                self.oneself().organisation,
                self._on(data),
                HoldReason(data["hold_reason"]),
                data["document"],
                data["until"],
                by=self.user,
                now=self.now,
            )

        return self.once(act, status.HTTP_201_CREATED)

    def _on(self, data: Mapping[str, Any]) -> Person | uuid.UUID:
        if ("who" in data) == ("case_uid" in data):
            raise field_problem("who", legal_holds.SAY_WHICH, remedy=legal_holds.SAY_WHICH)
        if "who" in data:
            return self.colleague(data["who"], legal_holds.NOT_THE_OFFICER)
        case: uuid.UUID = data["case_uid"]
        return case
