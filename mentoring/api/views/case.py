"""Counselling cases (class C): for those in them, at the keyboard; for programs there are none.

Every address opens only to a session in which its user has said on this day who they are.
"""

import uuid
from typing import Any, NoReturn

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api import keyboard
from mentoring.api.endpoint import Endpoint
from mentoring.api.errors import Problem, field_problem
from mentoring.api.schema import (
    CURSOR,
    ETAG,
    IDEMPOTENCY_KEY,
    LIMIT,
    READING,
    WRITING,
    all_of,
    described,
    page_of,
    parameter,
)
from mentoring.api.serializers.case import (
    AskBody,
    CaseItem,
    CaseShown,
    OfficeShape,
    ReadingShape,
    SealedShape,
    TextsBody,
    TextShape,
)
from mentoring.api.serializers.course import ChangedShape
from mentoring.api.serializers.strict import checked
from mentoring.api.views.subject import SubjectEndpoint, SubjectItem, SubjectList
from mentoring.machines.case_states import CaseState
from mentoring.models import ConsentText, CounsellingCase, CounsellingOffice, Person
from mentoring.queries import own
from mentoring.queries.access import held
from mentoring.services import case_lines, counselling_case, sealed_notes
from mentoring.vocabulary import Purpose, Role
from workflows.machine import Machine

CLOSED = (*READING, 403, 409)
NOT_FOR_PROGRAMS = _(
    "Counselling is for people, and no token opens it. Sign in with a browser, and say there once"
    " more who you are."
)
NOT_OF_THE_OFFICE = _("Nobody of the counselling service is called by this.")
NOT_OFFERED: dict[str, Any] = {
    "offered": False,
    "staffed": False,
    "telephone": "",
    "crisis": "",
    "consent": None,
    "people": (),
}
EXAMPLE = {"topic": "family", "wish": "Butuh teman bicara (contoh)"}


class Closed(Endpoint):
    """As the closed section of the portal: behind the password, and for no token.

    Whoever is turned away here is told why before anything is looked for, so it tells nothing of
    what there is.
    """

    resource = "counselling_case"
    permission_classes = (IsAuthenticated,)  # what a token may do elsewhere does not matter here

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        keyboard.require(request, own=True)

    def turn_programs_away(self) -> NoReturn:
        raise Problem(403, "not_for_programs", NOT_FOR_PROGRAMS)

    def person(self) -> Person:
        person: Person | None = getattr(self.user, "person", None)
        if person is None:
            raise Http404
        return person


class CaseEndpoint(Closed, SubjectEndpoint):
    model = CounsellingCase
    line, item = CaseShown, CaseItem
    beside = ("previous",)


class CaseListView(CaseEndpoint, SubjectList):
    @described(
        "case_list",
        "Counselling cases the reader is in, the latest first",
        page_of(CaseShown),
        refusals=CLOSED,
        parameters=(CURSOR, LIMIT, parameter("state", CaseState.values)),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @described(
        "case_ask",
        "Ask for counselling, for oneself",
        ChangedShape,
        status=status.HTTP_201_CREATED,
        body=AskBody,
        refusals=(*WRITING, 422),
        parameters=(IDEMPOTENCY_KEY, ETAG),
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        data = checked(AskBody, self.body)
        client = self.person()

        def act() -> Machine:
            asked = counselling_case.Request(
                topic=data["topic"],
                wish=data["wish"],
                route=data["route"],
                keep_out=self._kept_out(client, data["keep_out"]),
                name_withheld=data["name_withheld"],
                previous=self._previous(data.get("previous")),
            )
            return counselling_case.ask(client, asked, by=self.user, now=self.now)

        return self.once(act, status.HTTP_201_CREATED)

    def _kept_out(self, client: Person, wished: list[uuid.UUID]) -> list[Person]:
        """Those of the office who are named. One who is not found could be let in unseen."""
        office = own.office_of(client)
        people = case_lines.people_of(office, self.now) if office else {}
        by_uid = {person.uid: person for person in people.values()}
        if any(uid not in by_uid for uid in wished):
            raise field_problem("keep_out", NOT_OF_THE_OFFICE, "does_not_exist")
        return [by_uid[uid] for uid in wished]

    def _previous(self, uid: uuid.UUID | None) -> CounsellingCase | None:
        if uid is None:
            return None
        found: CounsellingCase = self.named("previous", self.resource, uid)
        return found


class CaseView(CaseEndpoint, SubjectItem):
    @described(
        "case",
        "One of them: turn, due time, what may be done and why not, what happens if nobody acts",
        CaseItem,
        refusals=CLOSED,
        parameters=(ETAG,),
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.shown(uid)


class TextsView(CaseEndpoint):
    @described(
        "case_texts",
        "The texts that are for the reader, unopened: of which kind, and when they were written",
        all_of(SealedShape),
        refusals=CLOSED,
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        notes = own.notes(self.subject(uid), self.user, self.now)
        return Response({"results": SealedShape(notes, many=True).data})

    @described(
        "case_open",
        "Open the texts of one kind that are for the reader; that they did is put on record first",
        all_of(TextShape),
        body=TextsBody,
        refusals=WRITING,
        example={"field": "wish"},
    )
    def post(self, request: Request, uid: uuid.UUID) -> Response:
        found = self.subject(uid)
        wished = checked(TextsBody, self.body)
        is_client = Role.CLIENT.value in held(found, self.resource)
        keyboard.require(request, own=is_client)
        notes = [
            note
            for note in own.notes(found, self.user, self.now)
            if note.field == wished["field"] and wished.get("uid") in {None, note.uid}
        ]
        purpose = Purpose.OWN_RECORD if is_client else Purpose.IN_CHARGE
        reading = sealed_notes.reading_all(notes, by=self.user, purpose=purpose, now=self.now)
        with reading as texts:
            told = [
                {
                    "uid": note.uid,
                    "field": note.field,
                    "created_at": note.created_at,
                    "text": text.reveal(),
                }
                for note, text in texts.items()
            ]
        return Response({"results": TextShape(told, many=True).data})


class ReadingsView(CaseEndpoint):
    @described(
        "case_readings",
        "Who has opened what of one's own case, when and why, the latest first",
        all_of(ReadingShape),
        refusals=CLOSED,
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        told = [
            {
                "at": row.at,
                "by": str(row.actor or ""),
                "field": row.note.field if row.note else "",
                "purpose": row.purpose,
            }
            for row in own.readers(self.subject(uid))
        ]
        return Response({"results": ReadingShape(told, many=True).data})


class OfficeView(Closed):
    @described(
        "case_office",
        "Who answers now, whom to call in a crisis, what a client agrees to, who can be kept out",
        OfficeShape,
        refusals=CLOSED,
    )
    def get(self, request: Request) -> Response:
        person = self.person()
        office, text = own.office_of(person), ConsentText.objects.in_force(person.organisation_id)
        return Response(OfficeShape(self._told(office, text) if office else NOT_OFFERED).data)

    def _told(self, office: CounsellingOffice, text: ConsentText | None) -> dict[str, Any]:
        english = get_language() == "en"
        agreed = text and {
            "uid": text.uid,
            "number": text.number,
            "text": text.text_en if english else text.text_id,
        }
        people = case_lines.people_of(office, self.now).values()
        return {
            "offered": True,
            "staffed": office.is_staffed(self.now),
            "telephone": office.telephone,
            "crisis": office.crisis_en if english else office.crisis_id,
            "consent": agreed,
            "people": sorted(people, key=lambda one: one.name),
        }
