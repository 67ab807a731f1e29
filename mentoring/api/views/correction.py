"""Corrections of reporting lines: report one, list, look, understand."""

from django.utils.translation import gettext_lazy as _
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
    described,
    page_of,
    parameter,
)
from mentoring.api.serializers.correction import CorrectionItem, CorrectionShown, ReportBody
from mentoring.api.serializers.course import ChangedShape
from mentoring.api.serializers.strict import checked
from mentoring.api.views.subject import (
    SubjectEndpoint,
    SubjectList,
)
from mentoring.machines.correction import CorrectionState
from mentoring.models import Correction
from mentoring.services import correction as corrections
from workflows.machine import Machine

NO_SUCH = _("There is no such thing.")
EXAMPLE = {"notice": "7a1c52f4-9f5e-4b0e-9d07-2f1d5f6a9c11"}


class CorrectionEndpoint(SubjectEndpoint):
    resource = "correction"
    model = Correction
    line, item = CorrectionShown, CorrectionItem


class CorrectionListView(CorrectionEndpoint, SubjectList):
    @described(
        "correction_list",
        "Reports that somebody is not one's staff, the latest first",
        page_of(CorrectionShown),
        parameters=(CURSOR, LIMIT, parameter("state", CorrectionState.values)),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @described(
        "correction_report",
        "Say that somebody is not one's staff; the escalation goes on to the next superior at once",
        ChangedShape,
        status=status.HTTP_201_CREATED,
        body=ReportBody,
        refusals=(*(code for code in WRITING if code != 404), 422),
        parameters=(IDEMPOTENCY_KEY, ETAG),
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        data = checked(ReportBody, self.body)

        def act() -> Machine:
            rows = self.rows("escalation").filter(pk=data["notice"])
            notice = rows.first()
            if notice is None:
                raise field_problem("notice", NO_SUCH, "does_not_exist")
            return corrections.report(notice, by=self.user, now=self.now)

        return self.once(act, status.HTTP_201_CREATED)
