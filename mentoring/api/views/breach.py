"""Failures of data protection: report, follow; who is to be told, what was written, the letters.

Class B: for people, never for programs.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring import permissions
from mentoring.api import keyboard
from mentoring.api.errors import field_problem
from mentoring.api.files import Pdf, download
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
from mentoring.api.serializers.breach import (
    BreachBody,
    BreachItem,
    BreachPersonShape,
    BreachShown,
    BreachTextShape,
    LetterBody,
    LetterPartShape,
    PrintBody,
)
from mentoring.api.serializers.course import ChangedShape
from mentoring.api.serializers.strict import Strict, checked
from mentoring.api.views.subject import SubjectEndpoint, SubjectList
from mentoring.machines.breach import BreachState
from mentoring.models import Breach, BreachPerson, Organisation, SealedNote
from mentoring.queries import access
from mentoring.queries import breaches as queries
from mentoring.queries.access import held
from mentoring.services import breach_letter, breaches, sealed_notes
from mentoring.vocabulary import Purpose, Role
from workflows.errors import NotPermitted
from workflows.machine import Machine

SAY_WHERE = _("Say where it has happened.")
NO_SUCH = _("There is no such thing.")
EXAMPLE = {"text": "Berkas tergeletak di mesin cetak (contoh)"}
WHOSE = {"person": "7a1c52f4-9f5e-4b0e-9d07-2f1d5f6a9c11"}


class BreachEndpoint(SubjectEndpoint):
    resource = "breach"
    model = Breach
    line, item = BreachShown, BreachItem

    def answers(self, found: Any) -> bool:
        return Role.DPO.value in held(found, self.resource)

    def people(self, found: Breach) -> Sequence[BreachPerson]:
        """Whose letters are the reader's to read."""
        return queries.letters(found, held(found, self.resource), self.user)

    def read(self, found: Breach, notes: Sequence[SealedNote]) -> list[tuple[str, str]]:
        """Fields and texts, for who sits at a keyboard, once it is on record who reads."""
        answers = self.answers(found)
        keyboard.require(self.request, own=not answers)
        why = Purpose.IN_CHARGE if answers else Purpose.OWN_RECORD
        return sealed_notes.read(notes, by=self.user, purpose=why, now=self.now)

    def letter(
        self, uid: uuid.UUID, whose: uuid.UUID | None
    ) -> tuple[BreachPerson, Mapping[str, str], bool]:
        """To whom a letter is, what it says, and whether that is the reader.

        To them it is their own without `whose`; the officer says whose.
        """
        found = self.subject(uid)
        own = not self.answers(found)
        rows = [row for row in self.people(found) if row.uid == whose or (own and not whose)]
        to = next(iter(rows), None)
        if to is None:
            raise field_problem("person", NO_SUCH, "does_not_exist")
        notes = queries.of_letter(queries.notes(found, self.user, self.now))
        return to, dict(self.read(found, list(notes.values()))), own


class BreachListView(BreachEndpoint, SubjectList):
    @described(
        "breach_list",
        "Failures of data protection the reader answers for, reported or is told of",
        page_of(BreachShown),
        parameters=(CURSOR, LIMIT, parameter("state", BreachState.values)),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @described(
        "breach_report",
        "Say that the protection of personal data has failed; 72 hours run from now",
        ChangedShape,
        status=status.HTTP_201_CREATED,
        body=BreachBody,
        refusals=(*WRITING, 422),
        parameters=(IDEMPOTENCY_KEY, ETAG),
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        data = checked(BreachBody, self.body)

        def act() -> Machine:
            home = self._home(data.get("organisation"))
            return breaches.report(home, data["text"], by=self.user, now=self.now)

        return self.once(act, status.HTTP_201_CREATED)

    def _home(self, named: uuid.UUID | None) -> Organisation:
        hats = access.hats_of(self.user, self.now)
        if not permissions.creatable(self.resource, hats):
            raise NotPermitted(breaches.ONLY_HERE)
        homes = list(queries.homes(self.user))
        if named is None and len(homes) != 1:
            raise field_problem("organisation", SAY_WHERE, "required")
        found = [home for home in homes if named in {None, home.uid}]
        if not found:
            raise field_problem("organisation", NO_SUCH, "does_not_exist")
        return found[0]


class BreachPeopleView(BreachEndpoint):
    @described(
        "breach_people",
        "Who is to be told in writing, and how each of them was; the authority among them",
        all_of(BreachPersonShape),
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        found = self.people(self.subject(uid))
        return Response({"results": BreachPersonShape(found, many=True).data})


class BreachTextsView(BreachEndpoint):
    @described(
        "breach_texts",
        "Open everything that was written; that the reader did is put on record first",
        all_of(BreachTextShape),
        refusals=WRITING,
        example={"results": [{"field": "report", "text": EXAMPLE["text"]}]},
    )
    def post(self, request: Request, uid: uuid.UUID) -> Response:
        found = self.subject(uid)
        checked(Strict, self.body)
        texts = self.read(found, queries.notes(found, self.user, self.now))
        told = [{"field": field, "text": text} for field, text in texts]
        return Response({"results": BreachTextShape(told, many=True).data})


class BreachLetterView(BreachEndpoint):
    @described(
        "breach_letter",
        "Read a letter in the reader's language; that it was opened is put on record first",
        all_of(LetterPartShape),
        body=LetterBody,
        refusals=WRITING,
        example=WHOSE,
    )
    def post(self, request: Request, uid: uuid.UUID) -> Response:
        to, texts, _own = self.letter(uid, checked(LetterBody, self.body).get("person"))
        said = breach_letter.said(to, texts)
        parts = [{"heading": heading, "text": text} for heading, text in said]
        return Response({"results": LetterPartShape(parts, many=True).data})


class BreachPrintView(BreachEndpoint):
    renderer_classes = (*BreachEndpoint.renderer_classes, Pdf)

    @described(
        "breach_print",
        "Print a letter in one of two languages",
        Pdf,
        body=PrintBody,
        refusals=WRITING,
        example={**WHOSE, "language": "id"},
    )
    def post(self, request: Request, uid: uuid.UUID) -> HttpResponse:
        data = checked(PrintBody, self.body)
        to, texts, own = self.letter(uid, data.get("person"))
        content = breach_letter.printed(
            to, texts, by=self.user, language=data["language"], own=own, now=self.now
        )
        return download(content, Pdf, "letter.pdf")
