"""What is wrong with one answer, by the page of the permission table and by the oracle.

Each check yields sentences; nothing wrong yields nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.apps import apps

from mentoring.permissions import RESOURCES, Hat
from tests.permissions.addresses import POSTED, Address
from tests.permissions.oracle import Oracle
from tests.permissions.page import Page
from tests.permissions.shapes import LISTED, PAGES, PARTS, elsewhere, on_page
from tests.permissions.visitors import SAFE, Visitor, said
from tests.permissions.world import World

LINK = re.compile(r"/([a-z]+)/([0-9a-f-]{36})")
# What a page leads to, by the folder of the address.
LED_TO = {
    "relationships": "relationship",
    "sessions": "session",
    "corrections": "correction",
    "matters": "matter",
    "performance": "performance_counselling",
    "data": "data_request",
    "breaches": "breach",
    "destructions": "destruction",
    "holds": "legal_hold",
    "access": "break_glass",
    "own": "counselling_case",
    "office": "organisation",
    "inbox": "notice",
    "unroutable": "unroutable",
    "incidents": "incident",
    "outbox": "delivery",
    "rosters": "roster_upload",
    "together": "bulk_act",
    "slips": "programme",
    "programs": "endpoint",
    "reach": "person",
    "programmes": "programme",
    "organisations": "organisation",
    "units": "unit",
    "rotations": "rotation",
    "ask": "programme",
}
DENIED = {401, 404}
# Whoever has no password yet is led to setting one, who leads one service to its page.
LEADS_ON = {
    "account_change_password",
    "account_confirm",
    "portal:leading",
    "portal:performance_counselling_form",
    "portal:data_request_texts",
    "portal:breach_papers",
    "portal:destruction_certificate",
}
# What is not there yet is refused with the reason.
TO_COME = {"api:destruction-certificate"}


class Judge:
    """Holds answers to the page, for the world as it is when the judge is made."""

    def __init__(self, world: World, page: Page) -> None:
        self.world, self.page, self.oracle = world, page, Oracle()
        self.relations = cache(self._relations)

    def _relations(self, resource: str, key: Any, user: Any) -> frozenset[str]:
        return self.oracle.relations(resource, self.rows(resource)[key], user)

    @cache  # noqa: B019 a judge lives as long as its module
    def rows(self, resource: str) -> Mapping[Any, Any]:
        model = apps.get_model(RESOURCES[resource].model)
        return {row.pk: row for row in model._base_manager.order_by("pk")}

    def held(self, visitor: Visitor, address: Address) -> frozenset[str]:
        """The relations of the visitor to the object of the address."""
        if address.row is None or not visitor.is_known(address.url):
            return frozenset()
        return self.relations(address.route.resource, address.row.pk, visitor.user)

    def sees(self, visitor: Visitor, resource: str, key: Any) -> frozenset[str]:
        """The fields the visitor sees of a row."""
        return self.page.chapters[resource].seen_by(self.relations(resource, key, visitor.user))

    def visible(self, visitor: Visitor, resource: str) -> dict[Any, frozenset[str]]:
        """The rows the visitor sees, each with its fields."""
        found = {key: self.sees(visitor, resource, key) for key in self.rows(resource)}
        if visitor.secret:
            rows = self.rows(resource)
            found = {key: seen for key, seen in found.items() if is_open(resource, rows[key])}
        return {key: fields for key, fields in found.items() if fields}

    def enters(self, visitor: Visitor, address: Address) -> bool:
        if (
            visitor.secret
            and address.route.resource
            and not is_open(address.route.resource, address.row)
        ):
            return False
        hats = visitor.hats if visitor.is_known(address.url) else frozenset({str(Hat.ANYONE)})
        return bool(address.route.who & (self.held(visitor, address) | hats))

    def faults(self, visitor: Visitor, address: Address, method: str) -> Iterator[str]:
        """Everything that is wrong with what the visitor is answered there."""
        answer = visitor.asks(method, address.url)
        yield from self.in_entry(visitor, address, method, answer)
        yield from self.in_words(visitor, answer)
        if method == "get" and answer.status_code == 200:
            if answer["Content-Type"].startswith("application/json"):
                yield from self.in_rows(visitor, address, answer)
            elif visitor.is_known(address.url):
                yield from self.in_links(visitor, answer)
                if address.name in PAGES:
                    yield from self.on_page(visitor, address, answer)

    def in_entry(
        self, visitor: Visitor, address: Address, method: str, answer: Any
    ) -> Iterator[str]:
        status = answer.status_code
        if status >= 500:
            yield f"{method} fails with {status}"
        elif address.route.who <= {Hat.ANYONE, Hat.OPERATOR}:
            return
        elif self.enters(visitor, address):
            yield from self._admitted(visitor, address, method, status)
        elif address.row is not None:
            if said(answer, address.url) != visitor.misses(method, address):
                yield f"{method} tells a foreign object from a missing one"
            if status not in self._denied(visitor, address, method):
                yield f"{method} gets in with {status}"
        elif status not in self._denied(visitor, address, method):
            yield f"{method} gets in with {status}"

    def _denied(self, visitor: Visitor, address: Address, method: str) -> set[int]:
        """How somebody is turned away who may not enter."""
        if visitor.is_known(address.url):
            # The body is read before the object is looked for, and a token that may only read is
            # told so: in both cases whatever is there.
            unread = {400, 415} if method == "post" and address.row is not None else set()
            refused = method not in SAFE or says_why(address.route.resource)
            return {404, 405} | unread | ({403} if visitor.secret and refused else set())
        return {401} if address.url.startswith("/api/") else {302, 405}

    def _admitted(
        self, visitor: Visitor, address: Address, method: str, status: int
    ) -> Iterator[str]:
        if visitor.secret and method not in SAFE:
            if status not in {403, 405}:
                yield f"{method} writes with a token that may only read: {status}"
        elif method == "get":
            yield from self._looks(visitor, address, status)
        elif method == "post" and address.change and not self._may(visitor, address):
            if status < 400:
                yield f"makes {address.change} with {status}"
        elif method == "post" and status in DENIED | {403}:
            yield f"post is kept out with {status}"

    def _looks(self, visitor: Visitor, address: Address, status: int) -> Iterator[str]:
        if address.name in POSTED:
            if status != 405:
                yield f"get answers {status}: strike {address.name} from POSTED"
        elif not address.change:
            later = {302: LEADS_ON, 409: TO_COME}.get(status, set())
            if status != 200 and address.name not in later:
                yield f"is kept out with {status}"
        elif self._may(visitor, address):
            if status not in {200, 409}:
                yield f"is kept from {address.change} with {status}"
        elif status != 403:
            yield f"is shown {address.change} with {status}"

    def _may(self, visitor: Visitor, address: Address) -> bool:
        """Whether this change is ever the visitor's to make."""
        chapter = self.page.chapters[address.route.resource]
        who = chapter.changes.get(address.change, frozenset())
        return bool(who & self.held(visitor, address))

    def in_words(self, visitor: Visitor, answer: Any) -> Iterator[str]:
        words = answer.content.decode(errors="replace")
        for secret, readers in self.world.secrets.items():
            if secret in words and visitor.whose not in readers:
                yield f"reads {secret}"

    def in_links(self, visitor: Visitor, answer: Any) -> Iterator[str]:
        """A page leads only to what its reader may see."""
        for folder, key in set(LINK.findall(answer.content.decode(errors="replace"))):
            resource = LED_TO[folder]
            if key not in {self.key(resource, one) for one in self.visible(visitor, resource)}:
                yield f"is led to a {resource} that is not theirs"

    def on_page(self, visitor: Visitor, address: Address, answer: Any) -> Iterator[str]:
        """The values of an object: there for whoever sees the field, and for nobody else."""
        resource = address.route.resource
        seen = self.sees(visitor, resource, address.row.pk)
        words = answer.content.decode()
        for field, value in on_page(self.rows(resource)[address.row.pk]).items():
            if value and value != visitor.user.display_name and (value in words) != (field in seen):
                yield f"is {'not ' if field in seen else ''}shown the {field} on the page"

    def in_rows(self, visitor: Visitor, address: Address, answer: Any) -> Iterator[str]:
        """The rows and the fields that are shown, no more and no less."""
        shown = json.loads(answer.content)
        resource = address.route.resource
        if address.name in PARTS:
            yield from self._parts(visitor, address, shown["results"])
        elif address.name in LISTED:
            yield from self._listed(visitor, address, shown)
        elif resource and address.route.action == "see":
            seen = self.sees(visitor, resource, address.row.pk)
            yield from compared(resource, shown, seen - elsewhere(address.name, resource))
            if "version" not in seen and answer.has_header("ETag"):
                yield "is told the version by the ETag"

    def _listed(self, visitor: Visitor, address: Address, shown: Any) -> Iterator[str]:
        resource = address.route.resource
        wanted = {
            self.key(resource, one): fields
            for one, fields in self.visible(visitor, resource).items()
        }
        found = {row.get("uid") or row.get("id"): row for row in shown["results"]}
        if more := len(found.keys() - wanted.keys()):
            yield f"sees {more} of a {resource} that are not theirs"
        if shown["next"] is None and (less := len(wanted.keys() - found.keys())):
            yield f"misses {less} of their {resource}"
        for key in found.keys() & wanted.keys():
            omitted = elsewhere(address.name, resource)
            yield from compared(resource, found[key], wanted[key] - omitted)

    def _parts(self, visitor: Visitor, address: Address, shown: list[Any]) -> Iterator[str]:
        """Rows of another resource that belong to the object."""
        resource, parent, order = PARTS[address.name]
        rows = sorted(
            (row for row in self.rows(resource).values() if row_of(row, parent) == address.row.pk),
            key=lambda row: tuple(getattr(row, one) for one in order),
        )
        wanted = [fields for row in rows if (fields := self.sees(visitor, resource, row.pk))]
        if len(shown) != len(wanted):
            yield f"sees {len(shown)} of a {resource}, not {len(wanted)}"
            return
        for one, fields in zip(shown, wanted, strict=True):
            yield from compared(resource, one, fields - elsewhere(address.name, resource))

    def key(self, resource: str, key: Any) -> str:
        """What a row is called outside."""
        return str(getattr(self.rows(resource)[key], "uid", key))


def is_open(resource: str, row: Any = None) -> bool:
    """Whether a program may know of it: class A."""
    classes = {RESOURCES[resource].disclosure, getattr(row, "disclosure", "A")}
    return classes == {"A"}


def says_why(resource: str) -> bool:
    """Whether the API tells a token that this is for none, whatever there is: class C."""
    return bool(resource) and RESOURCES[resource].disclosure == "C"


def row_of(row: Any, parent: str) -> Any:
    return getattr(row, f"{parent}_id")


def compared(resource: str, shown: Mapping[str, Any], wanted: frozenset[str]) -> Iterator[str]:
    if more := set(shown) - wanted:
        yield f"sees {sorted(more)} of a {resource}"
    if less := wanted - set(shown):
        yield f"is not shown {sorted(less)} of a {resource}"
