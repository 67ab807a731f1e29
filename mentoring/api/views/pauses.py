"""Standing still and more time: pauses of a programme or a relationship, extensions, days away."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.endpoint import Endpoint
from mentoring.api.errors import field_problem
from mentoring.api.schema import WRITING, all_of, described
from mentoring.api.serializers.strict import Strict, Uid, checked, valid
from mentoring.machines.reasons import ExtensionReason, StandstillReason
from mentoring.models import Absence, Person, Relationship, Session
from mentoring.queries import pauses
from mentoring.services import absence, extending, pausing
from workflows.extending import MOST_DAYS
from workflows.models import Deadline, Extension

NOT_OVER = _("There is no such pause that is not over.")
EXTENDED: Mapping[str, type[Relationship] | type[Session]] = {
    "relationship": Relationship,
    "session": Session,
}
SAY_WHICH = _("Give the days and a reason, or the `end` of one that is to end now.")


class PauseShape(serializers.Serializer[Any]):
    """Working clocks stand still on these days; `moved` deadlines are due later by it."""

    uid = serializers.UUIDField(source="row.uid")
    first = serializers.DateField()
    last = serializers.DateField()
    reason = serializers.CharField(source="row.reason")
    current = serializers.BooleanField()
    moved = serializers.IntegerField()


class PauseBody(Strict):
    """`first`, `last` (both included) and `reason`; or the uid of a pause that is to `end` now."""

    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)
    reason = serializers.ChoiceField(choices=StandstillReason.choices, required=False)
    end = Uid(required=False)


class ExtensionShape(serializers.Serializer[Any]):
    deadline = serializers.CharField(source="deadline.name")
    working_days = serializers.IntegerField()
    reason = serializers.CharField()
    given_at = serializers.DateTimeField()
    due_from = serializers.DateTimeField()
    due_to = serializers.DateTimeField()


class ExtensionBody(Strict):
    """`days` are working days from the due time on; for what is late, from today on."""

    deadline = serializers.CharField(max_length=60)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS)
    reason = serializers.ChoiceField(choices=ExtensionReason.choices)


class AwayShape(serializers.Serializer[Any]):
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class AwayBody(Strict):
    """Both days included, no reason asked; or the first day of what is to end with `back`."""

    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False)
    back = serializers.DateField(required=False)


class PausesView(Endpoint):
    """A second request for the same days and reason finds the pause that stands."""

    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self._told(self._row(uid))

    def post(self, request: Request, uid: uuid.UUID) -> Response:
        row, data = self._row(uid), checked(PauseBody, self.body)
        held = pauses.not_over(pausing.target_of(row), self.now)
        if "end" in data:
            found = next((one.row for one in held if one.row.uid == data["end"]), None)
            if found is None:
                raise field_problem("end", NOT_OVER, "does_not_exist")
            pausing.go_on(row, found, by=self.user, now=self.now)
            return self._told(row)
        if not {"first", "last", "reason"} <= data.keys():
            raise field_problem("first", SAY_WHICH, remedy=SAY_WHICH)
        given = (data["first"], data["last"], data["reason"])
        if all((*pausing.days_of(row, one.row), one.row.reason) != given for one in held):
            valid(lambda: pausing.pause(row, *given, by=self.user, now=self.now))
        return self._told(row)

    def _row(self, uid: uuid.UUID) -> Any:
        programme = self.resource == "programme"
        related = ("organisation__calendar",) if programme else Relationship.related
        return self.find(uid, related=related)

    def _told(self, row: Any) -> Response:
        held = pauses.not_over(pausing.target_of(row), self.now)
        shown = [PauseShape(_held(row, one)).data for one in held]
        return Response({"results": shown})


class ExtensionsView(Endpoint):
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self._told(self.find(uid))

    def post(self, request: Request, uid: uuid.UUID) -> Response:
        model = EXTENDED[self.resource]
        row, data = self.find(uid, related=model.related), checked(ExtensionBody, self.body)
        rows = Deadline.objects.open().of(row.kind, row.pk)
        if not rows.filter(name=data["deadline"]).exists():
            raise field_problem("deadline", _("There is no such thing."), "does_not_exist")
        extending.extend(
            row, data["deadline"], data["days"], data["reason"], by=self.user, now=self.now
        )
        return self._told(row)

    def _told(self, row: Any) -> Response:
        rows = Extension.objects.filter(
            deadline__subject_kind=row.kind, deadline__subject_id=row.pk
        )
        rows = rows.select_related("deadline").order_by("-given_at", "-pk")
        return Response({"results": ExtensionShape(rows, many=True).data})


class AbsencesView(Endpoint):
    resource = "person"

    @described("away_list", "When the reader is away, from today on", all_of(AwayShape))
    def get(self, request: Request) -> Response:
        return self._told()

    @described(
        "away_say",
        "Say from when to when one is away, or that one is back",
        all_of(AwayShape),
        body=AwayBody,
        refusals=WRITING,
        example={"starts_on": "2026-06-15", "ends_on": "2026-06-19"},
    )
    def post(self, request: Request) -> Response:
        data = checked(AwayBody, self.body)
        person = self._person()
        if "back" in data:
            absence.come_back(person, data["back"], by=self.user, now=self.now)
            return self._told()
        if not {"starts_on", "ends_on"} <= data.keys():
            raise field_problem("starts_on", SAY_WHICH, remedy=SAY_WHICH)
        days = {name: data[name] for name in ("starts_on", "ends_on")}
        if not Absence.objects.filter(person=person, **days).exists():
            valid(lambda: absence.state_away(person, **days, by=self.user, now=self.now))
        return self._told()

    def _person(self) -> Person:
        found = Person.objects.filter(user=self.user).select_related("unit__calendar").first()
        if found is None:
            raise Http404
        return found

    def _told(self) -> Response:
        person = self._person()
        today = absence.today_of(person, self.now)
        rows = Absence.objects.filter(person=person, ends_on__gte=today).order_by("starts_on", "pk")
        return Response({"results": AwayShape(rows, many=True).data})


def _held(row: Any, one: pauses.Held) -> Mapping[str, Any]:
    first, last = pausing.days_of(row, one.row)
    given = {"first": first, "last": last}
    return {"row": one.row, "current": one.current, "moved": one.moved, **given}


def _pauses(kind: str) -> type[Endpoint]:
    made = type(f"{kind.title()}PausesView", (PausesView,), {"resource": kind})
    return extend_schema_view(
        get=described(f"pause_list_{kind}", "Pauses that are not over", all_of(PauseShape)),
        post=described(
            f"pause_set_{kind}",
            "Let its deadlines stand still on these days, or go on now",
            all_of(PauseShape),
            body=PauseBody,
            refusals=WRITING,
            example={"first": "2026-06-15", "last": "2026-06-19", "reason": "office_closed"},
        ),
    )(made)


PAUSES = {kind: _pauses(kind) for kind in ("programme", "relationship")}


def _extensions(kind: str, example: Mapping[str, Any]) -> type[Endpoint]:
    made = type(f"{kind.title()}ExtensionsView", (ExtensionsView,), {"resource": kind})
    return extend_schema_view(
        get=described(f"extension_list_{kind}", "More time given for it", all_of(ExtensionShape)),
        post=described(
            f"extension_give_{kind}",
            "Give more time for an open deadline",
            all_of(ExtensionShape),
            body=ExtensionBody,
            refusals=WRITING,
            example=example,
        ),
    )(made)


EXTENSIONS = {
    kind: _extensions(kind, {"deadline": deadline, "days": 3, "reason": "workload"})
    for kind, deadline in (("relationship", "answer_offer"), ("session", "answer_proposal"))
}
