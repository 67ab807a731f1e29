"""Open items that keep an earlier version of a policy: what moving would do, moving, undoing."""

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.errors import field_problem
from mentoring.api.schema import WRITING, described
from mentoring.api.serializers.policy import MovedShape, MoveShape, MovingShape, OpenBody, OpenShape
from mentoring.api.serializers.strict import checked
from mentoring.api.views.policy import PlaceEndpoint, entry, of_kind
from mentoring.queries import open_deadlines, policies
from mentoring.queries.policies import ORGANISATION, PROGRAMME, Place
from workflows import moving
from workflows.errors import Conflict
from workflows.models.deadline import DeadlineQuerySet

ACTS = 5
ONE_OF_TWO = _("Give `to` or `undo`, one of them.")
ANOTHER_COUNTS = _("Another version counts by now. Nothing was moved; look at it again.")


class PolicyOpenView(PlaceEndpoint):
    def get(self, request: Request, uid: uuid.UUID, code: str) -> Response:
        place = self.place(uid)
        others, current = self._others(place, code)
        batch = list(moving.preview(others[: moving.BATCH], current, self.now))
        acts = open_deadlines.moves(place, code)[:ACTS]
        return Response(
            {
                "version": str(current),
                "total": others.count(),
                "results": [{**MovingShape(_counted(one)).data} for one in batch],
                "moves": MoveShape(acts, many=True).data,
            }
        )

    def post(self, request: Request, uid: uuid.UUID, code: str) -> Response:
        place = self.place(uid)
        others, current = self._others(place, code)
        data = checked(OpenBody, self.body)
        if ("to" in data) == ("undo" in data):
            raise field_problem("to", ONE_OF_TWO, remedy=ONE_OF_TWO)
        if "undo" in data:
            return self._undone(place, code, data["undo"], others)
        if data["to"] != str(current):
            raise Conflict(ANOTHER_COUNTS)
        act = moving.move(others, current, scope=place.scope, by=self.user, now=self.now)
        number = act.rows.count() if act else 0
        return _answer(act.uid if act else None, number, others)

    def _undone(self, place: Place, code: str, uid: uuid.UUID, others: Any) -> Response:
        act = open_deadlines.moves(place, code).filter(uid=uid).first()
        if act is None:
            raise field_problem("undo", _("There is no such thing."), "does_not_exist")
        back = moving.undo(act, by=self.user, now=self.now)
        return _answer(act.uid, back or 0, others)

    def _others(self, place: Place, code: str) -> tuple[DeadlineQuerySet, Any]:
        clock = self.clock(place, code)
        current = policies.in_force(place)[code]
        rows = open_deadlines.of_policy(place, clock).open().exclude(policy_version=current)
        return rows.order_by("due_at", "pk"), current


def _counted(one: moving.Moving) -> dict[str, Any]:
    return {"row": one.row, "due_at": one.due_at, "at_once": len(one.at_once)}


def _answer(act: uuid.UUID | None, number: int, others: DeadlineQuerySet) -> Response:
    left = others.all().count()
    return Response(MovedShape({"act": act, "number": number, "left": left}).data)


POLICY_OPEN = {
    kind: of_kind(
        kind,
        PolicyOpenView,
        get=described(entry(kind, "open"), "What is open and keeps an earlier version", OpenShape),
        post=described(
            entry(kind, "move"),
            "Move what is open to the version that counts, or take a move back",
            MovedShape,
            body=OpenBody,
            refusals=WRITING,
            example={"to": "answer_offer 2"},
        ),
    )
    for kind in (ORGANISATION, PROGRAMME)
}
