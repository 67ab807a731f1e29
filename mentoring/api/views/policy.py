"""The escalation policies that count in a programme, in the shape of their files."""

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.endpoint import Endpoint
from mentoring.api.schema import all_of, described
from mentoring.api.serializers.why import RuleShape
from mentoring.queries import policies
from mentoring.queries.policies import PROGRAMME, Place


class PolicyShape(RuleShape):
    """The version that counts for whatever begins now; `content` is as in a YAML file."""

    deadline = serializers.CharField()
    content = serializers.DictField()


class ProgrammePoliciesView(Endpoint):
    resource = "programme"

    @described("policy_list", "Escalation policies that count in it", all_of(PolicyShape))
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        place = Place(PROGRAMME, self.find(uid, related=("organisation",)))
        current = policies.in_force(place)
        rows: list[dict[str, Any]] = []
        for clock in policies.clocks(place):
            version = current[clock.code]
            rule = RuleShape(version).data
            rows.append({**rule, "deadline": clock.spec.name, "content": version.content})
        return Response({"results": rows})
