"""What every address does first: size, sign-in, language, time; and how rows are looked for."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiToken, User
from accounts.tokens import TokenScope
from mentoring.api.authentication import SessionAuthentication, TokenAuthentication
from mentoring.api.errors import field_problem
from mentoring.api.parsers import LARGEST_BODY, refuse_large
from mentoring.models import Person
from mentoring.permissions import RESOURCES, ROUTES, Hat
from mentoring.queries import access
from mentoring.queries.access import held
from workflows.now import now as clock_now

UNKNOWN_PARAMETER = _("There is no such parameter.")


class Endpoint(APIView):
    """An address; `resource` is what the permission table calls what it shows."""

    authentication_classes = (TokenAuthentication, SessionAuthentication)
    permission_classes: tuple[Any, ...] = (IsAuthenticated, TokenScope)

    resource: ClassVar[str] = ""
    parameters: ClassVar[frozenset[str]] = frozenset()
    largest: ClassVar[int] = LARGEST_BODY
    now: datetime

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        refuse_large(_length(request), self.largest)
        super().initial(request, *args, **kwargs)
        if isinstance(request.user, User):
            translation.activate(request.user.language)
            timezone.activate(request.user.time_zone)
        if self.is_for_people and self.by_program:
            self.turn_programs_away()
        for name in request.query_params:
            if name not in self.parameters:
                known = ", ".join(sorted(self.parameters)) or "-"
                remedy = _("Known here: %(known)s.") % {"known": known}
                raise field_problem(name[:60], UNKNOWN_PARAMETER, remedy=remedy)
        self.now = clock_now()

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Nothing here is for a cache: the same address answers everybody differently."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    @property
    def is_for_people(self) -> bool:
        """Whether what it is about is more confidential than programs may know."""
        return bool(self.resource) and RESOURCES[self.resource].disclosure != "A"

    def turn_programs_away(self) -> NoReturn:
        """To them it is missing."""
        raise Http404

    @property
    def by_program(self) -> bool:
        """Whether a token asks, not somebody who has signed in."""
        return isinstance(self.request.auth, ApiToken)

    @property
    def user(self) -> Any:
        return self.request.user

    @property
    def body(self) -> Any:
        """What was sent, as the parser of the address has read it."""
        return self.request.data

    def oneself(self) -> Person:
        """The person the reader is; whoever is none may not do what this is asked for."""
        related = ("user", "unit__calendar", "organisation__calendar")
        found = Person.objects.select_related(*related).filter(user=self.user).first()
        if found is None:
            raise PermissionDenied
        return found

    def rows(self, resource: str = "") -> QuerySet[Any]:
        """What the person sees of a resource, each row with their relations to it."""
        return access.rows_with_relations(resource or self.resource, self.user, self.now)

    def find(self, uid: uuid.UUID, resource: str = "", related: Sequence[str] = ()) -> Any:
        """One of those rows; a foreign one is missing like any that does not exist."""
        name = resource or self.resource
        found = access.one(name, self.user, self.now, related, uid=uid)
        if found is None or not self.opens(found, resource):
            raise Http404
        return found

    def opens(self, row: Any, resource: str) -> bool:
        """Whether this address is for the person's relations to a row of its own resource."""
        match: Any = self.request.resolver_match
        who = ROUTES[match.view_name].who
        return bool(resource or who & {Hat.SIGNED_IN.value, *held(row, self.resource)})

    def named(self, field: str, resource: str, uid: uuid.UUID, related: Sequence[str] = ()) -> Any:
        """A row that the body names by its uid."""
        try:
            return self.find(uid, resource, related)
        except Http404:
            raise field_problem(field, _("There is no such thing."), "does_not_exist") from None

    def shape(self) -> Mapping[str, Any]:
        """What serializers need to know of the request."""
        return {"user": self.user, "now": self.now, "request": self.request}


class Nowhere(Endpoint):
    """Any other address: the same answer as for a row that is not there."""

    schema = None
    permission_classes: tuple[Any, ...] = ()
    http_method_names = ("get", "head", "post", "put", "patch", "delete", "options")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.perform_content_negotiation(request, force=True)
        raise Http404


def _length(request: HttpRequest | Request) -> int:
    given = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(given[:12]) if given.isascii() and given.isdecimal() else 0
