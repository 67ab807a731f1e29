"""Rotations of officials: tried and published as a file, looked at, what waits taken back."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.endpoint import Endpoint
from mentoring.api.errors import field_problem
from mentoring.api.preconditions import expected_version
from mentoring.api.schema import CURSOR, ETAG, IF_MATCH, LIMIT, WRITING, described, page_of
from mentoring.api.serializers.policy import NoBody
from mentoring.api.serializers.shown import Ref, Shown
from mentoring.api.serializers.strict import Strict, checked
from mentoring.api.views.people import LISTING, Scope, ScopeList
from mentoring.models import Rotation
from mentoring.queries import rotations as queries
from mentoring.services import rotations
from mentoring.services.roster_file import UnreadableRoster
from mentoring.services.rotation_hits import Weight
from mentoring.services.rotations import LARGEST, BarredRotation, RotationPlan

TRY_FIRST = _("Look first at what it would do: send it with preview, then the `seen` of that.")
SAVE_AGAIN = _("Save the file again as .xlsx or CSV (UTF-8).")


class RotationBody(Strict):
    """A CSV or XLSX file; with `preview: false` and the `seen` of its preview it is published."""

    file = serializers.FileField()
    preview = serializers.BooleanField(required=False, default=True)
    seen = serializers.CharField(required=False, default="", max_length=64)


class HitShape(serializers.Serializer[Any]):
    """What is to be said of a row; one that `bars` keeps the whole file out."""

    code = serializers.CharField()
    weight = serializers.ChoiceField(choices=[weight.value for weight in Weight])
    message = serializers.CharField()
    remedy = serializers.CharField(allow_blank=True)


class RotationVerdictShape(serializers.Serializer[Any]):
    """A row by the number the spreadsheet gives it, and whom it means."""

    number = serializers.IntegerField()
    person = serializers.CharField(allow_blank=True)
    hits = HitShape(many=True)


class TriedShape(serializers.Serializer[Any]):
    """What publishing the file does or has done; `rotation` is the uid of what was published."""

    preview = serializers.BooleanField()
    published = serializers.BooleanField()
    seen = serializers.CharField()
    rotation = serializers.UUIDField(allow_null=True)
    rows = RotationVerdictShape(many=True)


class RotationMoveShape(serializers.Serializer[Any]):
    """A move takes effect on `due_on` by itself; what is empty stays as it is."""

    number = serializers.IntegerField()
    person = Ref()
    unit = Ref(allow_null=True)
    position = serializers.CharField()
    leads = serializers.BooleanField()
    superior = Ref(allow_null=True)
    ends_line = serializers.BooleanField()
    leaves_for = serializers.CharField()
    effective_on = serializers.DateField()
    due_on = serializers.DateField()
    decree = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)


class RotationShown(Shown):
    """A file that was published: how many moves it has, and how many of them wait."""

    resource = "rotation"

    uid = serializers.UUIDField(read_only=True)
    organisation = Ref(read_only=True)
    name = serializers.CharField(read_only=True)
    by = serializers.CharField(read_only=True, source="by.display_name")
    published_at = serializers.DateTimeField(read_only=True, source="at")
    size = serializers.SerializerMethodField()
    waiting = serializers.SerializerMethodField()

    def get_size(self, row: Rotation) -> int:
        return int(self.context["counts"].get(row.pk, (0, 0))[0])

    def get_waiting(self, row: Rotation) -> int:
        return int(self.context["counts"].get(row.pk, (0, 0))[1])


class RotationItem(RotationShown):
    """The same with every move."""

    moves = serializers.SerializerMethodField()

    @extend_schema_field(RotationMoveShape(many=True))
    def get_moves(self, row: Rotation) -> Any:
        return RotationMoveShape(queries.moves_of(row), many=True).data


class TakenBackShape(serializers.Serializer[Any]):
    """How many moves were taken back; what is in effect stays."""

    taken_back = serializers.IntegerField()


class OrganisationRotationsView(Endpoint):
    resource = "organisation"
    parser_classes = (MultiPartParser,)

    @described(
        "rotation_send",
        "Try a rotation of officials, or publish all of it",
        TriedShape,
        body={"multipart/form-data": RotationBody},
        refusals=WRITING,
    )
    def post(self, request: Request, uid: uuid.UUID) -> Response:
        home = self.find(uid, related=("calendar",))
        data = checked(RotationBody, self.body.dict())
        file, content = data["file"], data["file"].read(LARGEST + 1)
        made = None
        try:
            plan = rotations.plan(home, content, now=self.now)
            if not data["preview"]:
                made = self._publish(home, file.name, content, data["seen"])
        except UnreadableRoster as error:
            raise field_problem("file", error, remedy=SAVE_AGAIN) from None
        except BarredRotation as barred:
            plan = barred.plan
        return Response(TriedShape(_told(plan, made, preview=data["preview"])).data)

    def _publish(self, home: Any, name: str, content: bytes, seen: str) -> Rotation:
        if not seen:
            raise field_problem("seen", TRY_FIRST, remedy=TRY_FIRST)
        return rotations.publish(home, name, content, by=self.user, now=self.now, expected=seen)


class Rotations(Scope):
    resource, related, order = "rotation", ("organisation", "by"), ("-at", "-pk")

    def beside(self, rows: Sequence[Any]) -> Mapping[str, Any]:
        return {**self.shape(), "counts": queries.counts(rows)}


class RotationListView(Rotations, ScopeList):
    shape_of = RotationShown

    @described(
        "rotation_list",
        "Rotations that were published",
        page_of(RotationShown),
        refusals=LISTING,
        parameters=(CURSOR, LIMIT),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class RotationView(Rotations):
    shape_of = RotationItem

    @described("rotation", "One of them, move by move", RotationItem, parameters=(ETAG,))
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        answer = self.one(uid)
        answer.headers["ETag"] = f'"{answer.data["waiting"]}"'
        return answer

    @described(
        "rotation_take_back",
        "Take back the moves that wait",
        TakenBackShape,
        body=NoBody,
        refusals=WRITING,
        parameters=(IF_MATCH,),
    )
    def delete(self, request: Request, uid: uuid.UUID) -> Response:
        row = self.find(uid, related=self.related)
        checked(NoBody, self.body)
        expected = expected_version(request)
        if expected is None:
            _size, expected = queries.counts([row]).get(row.pk, (0, 0))
        return Response({"taken_back": rotations.withdraw(row, expected=expected)})


def _told(plan: RotationPlan, made: Rotation | None, *, preview: bool) -> dict[str, Any]:
    return {
        "preview": preview,
        "published": made is not None,
        "seen": plan.tag,
        "rotation": made and made.uid,
        "rows": list(_rows(plan)),
    }


def _rows(plan: RotationPlan) -> Iterable[dict[str, Any]]:
    for verdict in plan.verdicts:
        hits = [
            {
                "code": hit.code,
                "weight": hit.weight.value,
                "message": hit.what,
                "remedy": hit.remedy,
            }
            for hit in verdict.hits
        ]
        person = verdict.person.name if verdict.person else verdict.move.person
        yield {"number": verdict.move.number, "person": person, "hits": hits}
