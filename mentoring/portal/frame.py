"""What every page stands in: who visits, when, with which hats, and what the table lets them open.

`page` makes a view of a function that takes a `Visit`: signed in, never cached, admitted by the
permission table, and answering only the methods it names.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Final, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import visits
from accounts.models import User
from mentoring import permissions
from mentoring.permissions import Fields, Hat
from mentoring.queries import absence, access, standing
from mentoring.queries.standing import Standing
from mentoring.services.drafts import Begun
from workflows.now import now as clock_now

View = Callable[..., HttpResponse]
NOT_ALLOWED: Final = 405


# Pages below a tab or section, by its address: it stays marked while one is on them.
OFFICE: Final[Mapping[str, Set[str]]] = {
    "portal:leading": frozenset({"portal:appointments", "portal:reports"}),
    "portal:requests": frozenset({"portal:bulk_one"}),
    "portal:unroutable": frozenset({"portal:unroutable_one", "portal:unroutable_letter"}),
    "portal:reach": frozenset({"portal:reach_one"}),
    "portal:incidents": frozenset({"portal:incident", "portal:delivery"}),
    "portal:rosters": frozenset({"portal:roster"}),
    "portal:slips": frozenset({"portal:print_slips"}),
    "portal:deadlines": frozenset(
        f"portal:{kind}_{name}"
        for kind in ("organisation", "programme")
        for name in ("policies", "policy_file", "policy", "policy_change", "policy_open")
    )
    | {"portal:organisation_calendar", "portal:programme_pauses", "portal:relationship_pauses"}
    | {"portal:programs", "portal:program"}
    | {"portal:house_style", "portal:house_text", "portal:house_logo"}
    | {"portal:rotations", "portal:organisation_units", "portal:unit_calendar"},
}
OPERATES: Final = frozenset({Hat.COORDINATOR, Hat.OPERATOR})


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A row the visitor sees: their relations to it, and the fields these open."""

    row: Any
    relations: frozenset[str]
    fields: Fields


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of one person; `draft` is what they began to type into the form they open."""

    request: HttpRequest
    user: User
    now: datetime
    standing: Standing
    draft: Begun | None = None

    @property
    def hats(self) -> frozenset[Hat]:
        return self.standing.hats

    @property
    def begun(self) -> dict[str, Any]:
        """What a form opens with if it was begun before."""
        return dict(self.draft.fields) if self.draft else {}

    @property
    def appraises(self) -> bool:
        """Whether somebody may propose counselling for their staff."""
        return Hat.SUPERIOR in self.hats

    @property
    def reports(self) -> bool:
        """Whether somebody may report that data got into wrong hands."""
        return permissions.may_enter(permissions.ROUTES["portal:report_breach"], self.hats)

    @property
    def away(self) -> Sequence[absence.Days]:
        """When the visitor has said to be away, from today on."""
        person = self.standing.person
        return absence.own(person, self.now) if person else ()

    @property
    def name(self) -> str:
        return self.user.display_name or self.user.username

    @property
    def tabs(self) -> list[Tab]:
        tabs = [
            (True, _("Home"), "portal:home", 0),
            (True, _("Inbox"), "portal:inbox", self.standing.unread),
            (Hat.PRACTITIONER in self.hats, _("My mentees"), "portal:mentees", 0),
            (Hat.COORDINATOR in self.hats, _("Coordination"), "portal:requests", 0),
            (self.hats & OPERATES == {Hat.OPERATOR}, _("Coordination"), "portal:incidents", 0),
            (Hat.AUDITOR in self.hats, _("Audit trail"), "portal:trail", 0),
            (Hat.DPO in self.hats, _("Personal data"), "portal:data_requests", 0),
            (Hat.HEAD in self.hats, _("Appointments"), "portal:leading", 0),
            (self.standing.learns, _("Ask for help"), "portal:ask", 0),
        ]
        return [
            Tab(label, reverse(name), count, current=self.is_at(name))
            for shown, label, name, count in tabs
            if shown
        ]

    def is_at(self, name: str) -> bool:
        """Whether this address is being visited; the office's pages are all below its tab."""
        below = {each for one, more in OFFICE.items() for each in (one, *more)}
        return self.place == name or (name in OFFICE and self.place in below)

    @property
    def sign_out(self) -> str:
        return reverse("account_logout")

    @property
    def place(self) -> str:
        """The name of the address being visited."""
        match = self.request.resolver_match
        return match.view_name if match else ""

    def admitted(self, relations: Set[str] = frozenset()) -> bool:
        return permissions.may_enter(permissions.ROUTES[self.place], relations | self.hats)

    def find(
        self,
        resource: str,
        related: tuple[str, ...] = (),
        unread: tuple[str, ...] = (),
        **key: UUID,
    ) -> Seen:
        """The row with this key; Http404 if there is none, or none for this visitor here."""
        row = access.one(resource, self.user, self.now, related, unread, **key)
        relations = access.held(row, resource) if row is not None else frozenset()
        if row is None or not self.admitted(relations):
            raise Http404
        return Seen(row, relations, permissions.fields(resource, relations))

    def show(
        self, template: str, context: Mapping[str, Any] | None = None, status: int = 200
    ) -> HttpResponse:
        return render(
            self.request, f"portal/{template}", {**(context or {}), "visit": self}, status=status
        )


def page(*methods: str, late: Callable[..., None] | None = None) -> Callable[[View], View]:
    """Let a function of a `Visit` answer these methods, GET if none is named.

    `late` is called first with a POST that comes after the sender's session has run out.
    """
    allowed = [*(methods or ("GET",)), *(["HEAD"] if "POST" not in methods else [])]

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **named: Any) -> HttpResponse:
            visit = _visit(request, cast("User", request.user))
            route = permissions.ROUTES[visit.place]
            if route.who & set(Hat) and not visit.admitted():
                raise Http404
            return view(visit, **named)

        def door(request: HttpRequest, **named: Any) -> HttpResponse:
            sender = visits.lapsed(request) if late and request.method == "POST" else None
            if late and sender:
                late(_visit(request, sender), **named)
            return login_required(answer)(request, **named)

        return _only(allowed, never_cache(wraps(view)(door)))

    return wrap


def _only(methods: list[str], view: View) -> View:
    """Another method meets a page that leads on, as when an address is opened that takes forms."""
    strict = require_http_methods(methods)(view)

    @wraps(strict)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        found = strict(request, **named)
        if found.status_code != NOT_ALLOWED:
            return found
        shown = render(request, "portal/errors/not_allowed.html", status=NOT_ALLOWED)
        shown.headers["Allow"] = found.headers["Allow"]
        return shown

    return answer


def _visit(request: HttpRequest, user: User) -> Visit:
    now = clock_now()
    return Visit(request, user, now, standing.of(user, now))
