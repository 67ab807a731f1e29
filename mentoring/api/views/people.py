"""People, practitioners, units and programmes in the reader's scope, and the reader."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring import rules
from mentoring.api.endpoint import Endpoint
from mentoring.api.pagination import page
from mentoring.api.schema import CURSOR, LIMIT, described, page_of
from mentoring.api.serializers.people import (
    MeShape,
    PersonShown,
    PractitionerShown,
    ProgrammeShown,
    UnitShown,
)
from mentoring.api.serializers.shown import Shown
from mentoring.models import Person, Qualification
from mentoring.queries import absence, access

LISTING = (400, 401, 406)
PAGING = (CURSOR, LIMIT)


class Scope(Endpoint):
    """Rows of one resource: a page of them, or one by its uid."""

    shape_of: ClassVar[type[Shown]]
    related: ClassVar[Sequence[str]] = ()
    order: ClassVar[Sequence[str]] = ("name", "pk")

    def found(self) -> QuerySet[Any]:
        return self.rows().select_related(*self.related)

    def beside(self, rows: Sequence[Any]) -> Mapping[str, Any]:
        """What the shape needs to know beside the rows; one statement for all of them."""
        return self.shape()

    def listed(self, request: Request) -> Response:
        found = page(request, self.found(), self.order)
        results = self.shape_of(found.rows, many=True, context=self.beside(found.rows)).data
        return Response({"next": found.next, "results": results})

    def one(self, uid: uuid.UUID) -> Response:
        row = self.find(uid, related=self.related)
        return Response(self.shape_of(row, context=self.beside([row])).data)


class ScopeList(Scope):
    parameters = frozenset({"cursor", "limit"})


class People(Scope):
    resource, shape_of = "person", PersonShown
    related = ("organisation", "unit", "user")

    def beside(self, rows: Sequence[Any]) -> Mapping[str, Any]:
        away = absence.away_until([row.pk for row in rows], self.user, self.now)
        return {**self.shape(), "away": away}


class PersonListView(People, ScopeList):
    @described(
        "person_list",
        "People the reader has to do with",
        page_of(PersonShown),
        refusals=LISTING,
        parameters=PAGING,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class PersonView(People):
    @described("person", "One of them", PersonShown)
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.one(uid)


class PractitionerListView(ScopeList):
    resource, shape_of = "practitioner", PractitionerShown
    related, order = ("person",), ("person__name", "pk")

    def found(self) -> QuerySet[Any]:
        held = Qualification.objects.at(rules.office_day(self.now)).order_by("pk")
        qualified = Prefetch("person__qualifications", held, to_attr="held_qualifications")
        return super().found().prefetch_related(qualified)

    @described(
        "practitioner_list",
        "Mentors and coaches who can be named or offered",
        page_of(PractitionerShown),
        refusals=LISTING,
        parameters=PAGING,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class UnitListView(ScopeList):
    resource, shape_of = "unit", UnitShown
    related = ("organisation", "parent")

    @described(
        "unit_list",
        "Units of the reader's organisation",
        page_of(UnitShown),
        refusals=LISTING,
        parameters=PAGING,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class Programmes(Scope):
    resource, shape_of = "programme", ProgrammeShown
    related = ("organisation",)


class ProgrammeListView(Programmes, ScopeList):
    @described(
        "programme_list",
        "Programmes the reader takes part in or coordinates",
        page_of(ProgrammeShown),
        refusals=LISTING,
        parameters=PAGING,
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class ProgrammeView(Programmes):
    @described("programme", "One of them", ProgrammeShown)
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.one(uid)


class MeView(Endpoint):
    @described("me", "Who is asking", MeShape, refusals=LISTING)
    def get(self, request: Request) -> Response:
        own = Person.objects.filter(user=self.user).values_list("uid", flat=True).first()
        hats = sorted(hat.value for hat in access.hats_of(self.user, self.now))
        return Response(
            MeShape(
                {
                    "uid": self.user.uid,
                    "display_name": self.user.display_name,
                    "language": self.user.language,
                    "time_zone": self.user.time_zone,
                    "person": own,
                    "hats": hats,
                }
            ).data
        )
