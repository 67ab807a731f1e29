"""Roster import: preview a file row by row, bring it in, look at what became of earlier ones."""

import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.errors import field_problem
from mentoring.api.parsers import LARGEST_UPLOAD
from mentoring.api.schema import CURSOR, LIMIT, WRITING, described, page_of
from mentoring.api.serializers.shown import Ref, Shown
from mentoring.api.serializers.strict import Strict, checked
from mentoring.api.views.people import LISTING, Scope, ScopeList
from mentoring.models import RosterImport
from mentoring.services import roster
from mentoring.services.roster import RosterPlan
from mentoring.services.roster_file import Sheet, UnreadableRoster, read_sheet
from mentoring.services.roster_problems import Problem
from mentoring.services.roster_rejects import header_of, rejected_csv
from mentoring.services.roster_verdicts import Verdict


class RosterBody(Strict):
    """A CSV or XLSX file; without `preview: false` nothing is written."""

    file = serializers.FileField()
    preview = serializers.BooleanField(required=False, default=True)


class RowProblemShape(serializers.Serializer[Any]):
    """What is wrong with a row, in which column, and how to mend it."""

    column = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField()


class RowShape(serializers.Serializer[Any]):
    """The verdict on one row, by the number the spreadsheet gives it."""

    number = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    problems = RowProblemShape(many=True)


class CountsShape(serializers.Serializer[Any]):
    """Rows by verdict."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = serializers.IntegerField()


class RosterShape(serializers.Serializer[Any]):
    """What importing the file does or has done; `rejected_csv` are the rows to mend."""

    preview = serializers.BooleanField()
    counts = CountsShape()
    rows = RowShape(many=True)
    rejected_csv = serializers.CharField(allow_blank=True)


class RosterImportShown(Shown):
    """A file that was brought in."""

    resource = "roster_import"

    uid = serializers.UUIDField(read_only=True)
    programme = Ref(read_only=True)
    started_at = serializers.DateTimeField(read_only=True)
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True)


class RosterImportItem(RosterImportShown):
    """The same with the verdict on each row."""

    counts = serializers.SerializerMethodField()
    rows = serializers.SerializerMethodField()

    @extend_schema_field(CountsShape)
    def get_counts(self, row: RosterImport) -> Any:
        return _counts(one.verdict for one in row.rows.order_by("number"))

    @extend_schema_field(RowShape(many=True))
    def get_rows(self, row: RosterImport) -> Any:
        return [
            {
                "number": one.number,
                "verdict": one.verdict,
                "problems": [_problem(Problem(**facts)) for facts in one.problems],
            }
            for one in row.rows.order_by("number")
        ]


class ProgrammeRosterView(Scope):
    resource, related = "programme", ("organisation__calendar",)
    parser_classes = (MultiPartParser,)
    largest = LARGEST_UPLOAD

    @described(
        "roster",
        "Preview a roster, or bring it in",
        RosterShape,
        body={"multipart/form-data": RosterBody},
        refusals=WRITING,
    )
    def post(self, request: Request, uid: uuid.UUID) -> Response:
        programme = self.find(uid, related=self.related)
        data = checked(RosterBody, self.body.dict())
        today = self.now.astimezone(ZoneInfo(programme.organisation.zone)).date()
        try:
            plan = roster.plan(_sheet(data["file"]), programme=programme, today=today)
        except UnreadableRoster as error:
            remedy = _("Save the file again as .xlsx or CSV (UTF-8).")
            raise field_problem("file", error, remedy=remedy) from None
        if not data["preview"]:
            plan = self._bring(plan)
        return Response(RosterShape(_told(plan, preview=data["preview"])).data)

    def _bring(self, plan: RosterPlan) -> RosterPlan:
        done = {row.number: row for row in roster.bring(plan, by=self.user, now=self.now)}
        return replace(plan, decisions=tuple(done.get(row.number, row) for row in plan.decisions))


class Imports(Scope):
    resource, related, order = "roster_import", ("programme",), ("-started_at", "-pk")


class RosterImportListView(Imports, ScopeList):
    shape_of = RosterImportShown

    @described(
        "roster_import_list",
        "Files that were brought in",
        page_of(RosterImportShown),
        refusals=LISTING,
        parameters=(CURSOR, LIMIT),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)


class RosterImportView(Imports):
    shape_of = RosterImportItem

    @described("roster_import", "One of them, row by row", RosterImportItem)
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        return self.one(uid)


@contextmanager
def _on_disk(upload: Any) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile() as held:
        for chunk in upload.chunks():
            held.write(chunk)
        held.flush()
        yield Path(held.name)


def _sheet(upload: Any) -> Sheet:
    with _on_disk(upload) as path:
        return read_sheet(path)


def _told(plan: RosterPlan, *, preview: bool) -> dict[str, Any]:
    counts = _counts(decision.verdict for decision in plan.decisions)
    return {
        "preview": preview,
        "counts": counts,
        "rows": [
            {
                "number": decision.number,
                "verdict": decision.verdict,
                "problems": [_problem(one, header_of(plan, one)) for one in decision.problems],
            }
            for decision in plan.decisions
        ],
        "rejected_csv": rejected_csv(plan).decode("utf-8-sig") if counts["rejected"] else "",
    }


def _counts(verdicts: Iterator[str]) -> dict[str, int]:
    counts = Counter(verdicts)
    return {verdict.value: counts[verdict.value] for verdict in Verdict}


def _problem(problem: Problem, column: str = "") -> dict[str, str]:
    return {
        "column": column or problem.column,
        "code": problem.code,
        "message": problem.what,
        "remedy": problem.remedy,
    }
