"""Sessions of a pair: propose, list, look, understand, and the notes one may read."""

import uuid

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
    all_of,
    described,
    page_of,
    parameter,
)
from mentoring.api.serializers.course import ChangedShape
from mentoring.api.serializers.session import NoteShown, SessionBody, SessionItem, SessionShown
from mentoring.api.serializers.strict import checked
from mentoring.api.views.subject import (
    BEYOND_CALENDAR,
    SubjectEndpoint,
    SubjectList,
)
from mentoring.machines.session import SessionState
from mentoring.models import Session
from mentoring.services import session as sessions
from workflows.errors import BeyondCalendar
from workflows.machine import Machine

EXAMPLE = {
    "relationship": "7a1c52f4-9f5e-4b0e-9d07-2f1d5f6a9c11",
    "starts_at": "2026-06-15T09:00:00+07:00",
    "ends_at": "2026-06-15T10:00:00+07:00",
    "mode": "in_person",
}


class SessionEndpoint(SubjectEndpoint):
    resource = "session"
    model = Session
    line, item = SessionShown, SessionItem
    beside = ("proposed_by",)


class SessionListView(SessionEndpoint, SubjectList):
    order = ("-starts_at", "-pk")

    @described(
        "session_list",
        "Sessions the reader may see, the latest first",
        page_of(SessionShown),
        parameters=(CURSOR, LIMIT, parameter("state", SessionState.values)),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @described(
        "session_propose",
        "Propose a time",
        ChangedShape,
        status=status.HTTP_201_CREATED,
        body=SessionBody,
        refusals=(*(code for code in WRITING if code != 404), 422),
        parameters=(IDEMPOTENCY_KEY, ETAG),
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        data = checked(SessionBody, self.body)

        def act() -> Machine:
            uid = data.pop("relationship")
            pair = self.named("relationship", "relationship", uid)
            return sessions.propose(pair, **data, by=self.user, now=self.now)

        try:
            return self.once(act, status.HTTP_201_CREATED)
        except BeyondCalendar as refused:
            raise field_problem("starts_at", BEYOND_CALENDAR, refused.code) from refused


class SessionNotesView(SessionEndpoint):
    @described("session_notes", "One's own notes and those the other one shared", all_of(NoteShown))
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        session = self.subject(uid)
        found = self.rows("note").filter(session=session.pk).select_related("author")
        return Response({"results": NoteShown(found.order_by("created_at", "pk"), many=True).data})
