"""How long records are kept: for whoever answers for personal data, who decides it.

Class B like the destructions that come of it: for people, never for programs.
"""

from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.endpoint import Endpoint
from mentoring.api.schema import WRITING, described
from mentoring.api.serializers.keeping import RetentionBody, RetentionRulesShape
from mentoring.api.serializers.strict import checked, valid
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import Person, RetentionRule
from mentoring.queries import access
from mentoring.queries import retention as rules
from mentoring.rules import office_day
from mentoring.services import retention
from workflows.errors import NotPermitted

EXAMPLE = {
    "kind": "relationship",
    "months": 60,
    "source_label": "Jadwal Retensi Arsip 3/2026 (contoh)",
    "first": "2026-11-30",
}


class RetentionView(Endpoint):
    """A second request for the same rule finds the one that stands."""

    resource = "destruction"

    @described(
        "retention_rules",
        "How long which records are kept at the reader's organisation",
        RetentionRulesShape,
        example={"in_force": [], "own": []},
    )
    def get(self, request: Request) -> Response:
        return self._told(self._officer())

    @described(
        "retention_change",
        "Let another period count from a day on; the data protection officer decides",
        RetentionRulesShape,
        body=RetentionBody,
        refusals=WRITING,
        example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        officer, data = self._officer(), checked(RetentionBody, self.body)
        if not retention.decides(officer, self.now):
            raise NotPermitted(retention.ONLY_THE_OFFICER)
        if not self._stands(officer, data):
            valid(lambda: self._change(officer, data))
        return self._told(officer)

    def _officer(self) -> Person:
        if not access.may_enter("api:retention", self.user, self.now):
            raise Http404
        return self.oneself()

    def _stands(self, officer: Person, data: dict[str, Any]) -> bool:
        asked = {name: data[name] for name in ("kind", "months", "source_label")}
        own = RetentionRule.objects.filter(organisation=officer.organisation)
        return own.filter(valid_from=data["first"], **asked).exists()

    def _change(self, officer: Person, data: dict[str, Any]) -> None:
        retention.change(
            officer.organisation,
            RecordKind(data["kind"]),
            data["months"],
            data["source_label"],
            data["first"],
            by=self.user,
            now=self.now,
        )

    def _told(self, officer: Person) -> Response:
        home = officer.organisation
        found = {"in_force": rules.rules(home, office_day(self.now)), "own": rules.earlier(home)}
        return Response(RetentionRulesShape(found).data)
