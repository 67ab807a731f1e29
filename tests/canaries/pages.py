"""Every page of every role: what is shown, what opens on request, and what can be taken along."""

import random
from collections.abc import Container, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from mentoring.models import SealedNote, Upload
from mentoring.permissions import RESOURCES
from tests.canaries.flock import Flock
from tests.canaries.places import Stray
from tests.canaries.visitor import Answer, Visitor
from tests.permissions.addresses import Address, of_rows

# An address, and what is sent to it: nothing if it is looked at.
Try = tuple[str, Mapping[str, str] | None]
RIGHTS = 5  # what one person has asked for
DAYS = {"first": "2026-06-01", "last": "2026-07-31"}


class Tour:
    """`everybody` are visitors by what they are; `objects` of a kind are looked at by each."""

    def __init__(self, everybody: Mapping[str, Visitor], flock: Flock, objects: int) -> None:
        self.everybody, self.flock, self.objects = everybody, flock, objects
        self.looks = 0
        self.shown: set[str] = set()

    def strays(
        self, share: float, inside: Container[str], chance: random.Random
    ) -> Iterator[Stray]:
        """`share` of all pairs of actor and address; those `inside` open whatever opens."""
        for actor, visitor in self.everybody.items():
            looks = [(path, None, False) for path in self._looks(visitor)]
            asks = [(path, fields, True) for path, fields in self._asks(visitor)]
            for path, fields, opens in (*looks, *asks):
                if chance.random() < (1 if actor in inside and opens else share):
                    answer = visitor.get(path) if fields is None else visitor.post(path, fields)
                    assert answer.status < 500, (actor, path, answer.status)
                    yield from self._in(actor, visitor, path, answer)

    def _in(self, actor: str, visitor: Visitor, path: str, answer: Answer) -> Iterator[Stray]:
        self.looks += 1
        for word in self.flock.seen_in(answer.body):
            canary = self.flock.out[word]
            self.shown.add(word)
            if not canary.kind.public and visitor.name not in canary.readers:
                yield Stray("page", canary.kind.name, f"{path} for the {actor}")

    def _looks(self, visitor: Visitor) -> Iterator[str]:
        yield from (address.url for address in self.addresses())
        if visitor.user is not None and visitor.user.is_staff:
            yield from _support(self.objects)

    def addresses(self) -> Iterator[Address]:
        rows = {
            name: {str(row.pk): row for row in _some(resource.model, self.objects)}
            for name, resource in RESOURCES.items()
        }
        first = set()
        for address in of_rows(rows):
            again = (address.name, address.change) in first
            first.add((address.name, address.change))
            if not (address.change and again):
                yield address

    def _asks(self, visitor: Visitor) -> Iterator[Try]:
        """Everything that opens with a record: sealed texts, forms to print, copies, evidence."""
        if visitor.user is None:
            return
        for case in _some("mentoring.CounsellingCase", self.objects):
            path = reverse("portal:counselling_case", args=[case.uid])
            for note in SealedNote.objects.filter(key=case.key_id).order_by("pk"):
                yield path, {"note": str(note.uid)}
            yield reverse("portal:counselling_case_step", args=[case.uid, "write_note"]), None
        yield from self._papers()
        for breach in _some("mentoring.Breach", self.objects):
            path = reverse("portal:breach_papers", args=[breach.uid])
            yield path, {}
            for row in breach.people.order_by("pk"):
                yield path, {"letter": str(row.uid)}
                yield path, {"letter": str(row.uid), "language": "id"}
        yield reverse("portal:own_ask"), None
        yield "/trail/", DAYS

    def _papers(self) -> Iterator[Try]:
        """What can be printed or taken along, and the files that were handed in to it."""
        for model, name, button in (
            ("mentoring.PerformanceCounselling", "portal:performance_counselling_form", "print"),
            ("mentoring.DataRequest", "portal:data_request_texts", "copy"),
        ):
            for row in _some(model, self.objects * RIGHTS):
                path = reverse(name, args=[row.uid])
                yield path, {}
                yield path, {button: "1"}
                for file in Upload.objects.filter(note__key=row.key_id).order_by("pk"):
                    yield path, {"file": str(file.uid)}


def _some(model: str, number: int) -> list[Any]:
    return list(apps.get_model(model)._base_manager.order_by("pk")[:number])


def _support(objects: int) -> Iterator[str]:
    for model in admin.site._registry:
        root = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{root}_changelist")
        for row in model._base_manager.order_by("pk")[:objects]:
            yield reverse(f"{root}_change", args=[row.pk])
