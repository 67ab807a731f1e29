"""The worklist a page at a time: what is awaited of the reader, of others, of whom they look after.

Its lines are made as they are sent: a serializer for each would cost more than all the rest.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api import pagination
from mentoring.api.endpoint import Endpoint
from mentoring.api.errors import field_problem
from mentoring.api.schema import CURSOR, LIMIT, described, page_of, parameter
from mentoring.api.serializers.course import TurnShape
from mentoring.queries import agenda, caseload
from mentoring.queries.agenda import After, Meeting, Task
from mentoring.queries.agenda_text import OFFICE, STAFF, TURN

KINDS = ["relationship", "session", "correction", "matter", "performance_counselling"]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
UNKNOWN_LIST = _("There is no such list.")
WHICH = (
    "`turn` is awaited of the reader, `waiting` of others where the reader takes part, `sessions`"
    " are agreed on and to come; `office` is what is open where the reader coordinates, `staff`"
    " what is late with those whose superior the reader is."
)


class TaskShape(serializers.Serializer[Any]):
    """One line: which subject, what is awaited of whom until when.

    A session agreed on has no turn but its times; what is late with one's staff has no state.
    """

    kind = serializers.ChoiceField(choices=KINDS)
    uid = serializers.UUIDField()
    state = serializers.CharField(required=False)
    other = serializers.CharField(
        allow_blank=True,
        help_text="The mentee, or for the mentee the mentor or coach, as far as there is one."
        " Of a correction: the person whose reporting line it is. Of counselling: the client, for"
        " the client the counsellor.",
    )
    turn = TurnShape(required=False)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False)
    opens_at = serializers.DateTimeField(
        required=False, help_text="Of a request, for its coordinator: when it is offered by itself."
    )


class WorklistView(Endpoint):
    parameters = frozenset({"list", "cursor", "limit"})

    @described(
        "worklist",
        "Whose turn it is: one of the reader's lists, by due time",
        page_of(TaskShape),
        refusals=(400, 401, 406),
        parameters=(CURSOR, LIMIT, parameter("list", agenda.LISTS, WHICH)),
    )
    def get(self, request: Request) -> Response:
        name = self._list()
        limit = pagination.limit_of(request, agenda.PAGE)
        since, people = self._since(name), not self.by_program
        found = agenda.page(name, self.user, self.now, limit, since, limited=people)
        onward = None
        if len(found) > limit:
            onward = pagination.onward(request, _signed(name, found[limit - 1]))
        lines = [_line(one, name, self.now) for one in found[:limit]]
        starts = caseload.openings(one.uid for one in found[:limit] if _may_wait(one, name))
        for line in lines:
            if at := starts.get(UUID(line["uid"])):
                line["opens_at"] = _said(at)
        return Response({"next": onward, "results": lines})

    def _list(self) -> str:
        name = self.request.query_params.get("list", TURN)
        if name not in agenda.LISTS:
            known = ", ".join(agenda.LISTS)
            raise field_problem(
                "list", UNKNOWN_LIST, remedy=_("Known here: %(known)s.") % {"known": known}
            )
        return name

    def _since(self, name: str) -> After | None:
        """Where the cursor points to; one of another list is none of this."""
        cursor = self.request.query_params.get("cursor")
        if not cursor:
            return None
        where, _dot, rest = pagination.after(cursor).partition(".")
        at, _dash, uid = rest.partition("-")
        if where != name:
            raise pagination.not_a_cursor()
        return After(_EPOCH + int(at) * _MICROSECOND, UUID(uid))


def _signed(name: str, last: Task | Meeting) -> str:
    return f"{name}.{(last.at - _EPOCH) // _MICROSECOND}-{last.after.hex}"


def _may_wait(one: Task | Meeting, name: str) -> bool:
    """Whether the reader coordinates it and it looks for somebody."""
    return name in {TURN, OFFICE} and isinstance(one, Task) and one.deadline in caseload.SPREAD


def _line(one: Task | Meeting, name: str, now: datetime) -> dict[str, Any]:
    line = {"kind": one.kind, "uid": str(one.uid), "state": one.state, "other": one.other}
    if isinstance(one, Meeting):
        return {**line, "starts_at": _said(one.at), "ends_at": _said(one.ends_at)}
    if name == STAFF:
        del line["state"]
    return {**line, "turn": _turn(one, yours=name == TURN, now=now)}


def _turn(one: Task, *, yours: bool, now: datetime) -> Mapping[str, Any]:
    return {
        "deadline": one.deadline,
        "role": one.role,
        "yours": yours,
        "due_at": _said(one.at),
        "overdue": one.at < now,
    }


def _said(moment: datetime) -> str:
    """As the API says every time: in the reader's zone."""
    return moment.astimezone(timezone.get_current_timezone()).isoformat()
