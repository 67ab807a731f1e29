"""Requests and relationships: ask, list, look, understand."""

import uuid

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

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
from mentoring.api.serializers.relationship import (
    AgreementShown,
    OfferShown,
    RelationshipItem,
    RelationshipShown,
    RequestBody,
)
from mentoring.api.serializers.strict import checked
from mentoring.api.views.subject import (
    SubjectEndpoint,
    SubjectList,
)
from mentoring.machines.relationship import RelationshipState
from mentoring.models import Relationship
from mentoring.services import relationship as relationships
from workflows.machine import Machine

EXAMPLE = {
    "programme": "7a1c52f4-9f5e-4b0e-9d07-2f1d5f6a9c11",
    "aim": "Belajar memimpin rapat (contoh)",
    "submit": True,
}


class RelationshipEndpoint(SubjectEndpoint):
    resource = "relationship"
    model = Relationship
    line, item = RelationshipShown, RelationshipItem
    beside = ("named_practitioner__person",)


class RelationshipListView(RelationshipEndpoint, SubjectList):
    @described(
        "relationship_list",
        "Requests and relationships the reader may see, the newest first",
        page_of(RelationshipShown),
        parameters=(CURSOR, LIMIT, parameter("state", RelationshipState.values)),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @described(
        "relationship_ask",
        "Ask for a mentor or coach",
        ChangedShape,
        status=status.HTTP_201_CREATED,
        body=RequestBody,
        refusals=(*(code for code in WRITING if code != 404), 422),
        parameters=(IDEMPOTENCY_KEY, ETAG),
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        data = checked(RequestBody, self.body)

        def act() -> Machine:
            programme = self.named("programme", "programme", data["programme"], ["organisation"])
            named = data["named_practitioner"]
            return relationships.ask(
                programme,
                self.oneself(),
                data["aim"],
                self.named("named_practitioner", "practitioner", named) if named else None,
                by=self.user,
                now=self.now,
                submit=data["submit"],
            )

        return self.once(act, status.HTTP_201_CREATED)


class RelationshipOffersView(RelationshipEndpoint):
    @described("relationship_offers", "Whom the request was put to", all_of(OfferShown))
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        relationship = self.subject(uid)
        rows = self.rows("offer").filter(relationship=relationship.pk)
        found = rows.select_related("practitioner__person").order_by("rank")
        return Response({"results": OfferShown(found, many=True).data})


class RelationshipAgreementsView(RelationshipEndpoint):
    @described(
        "relationship_agreements", "What was agreed, version by version", all_of(AgreementShown)
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        relationship = self.subject(uid)
        found = self.rows("agreement").filter(relationship=relationship.pk).order_by("version")
        return Response({"results": AgreementShown(found, many=True).data})
