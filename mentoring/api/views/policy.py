"""The escalation policies that count at a place: read, tried, published, withdrawn, as a file."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.api.endpoint import Endpoint
from mentoring.api.errors import ANY_REMEDY, Fault, Problem, field_problem
from mentoring.api.preconditions import expected_version
from mentoring.api.schema import ETAG, IF_MATCH, WRITING, described
from mentoring.api.serializers.policy import (
    DryRunShape,
    FileBody,
    FileShape,
    NoBody,
    PoliciesShape,
    PolicyBody,
    PolicyShape,
    PublishedShape,
)
from mentoring.api.serializers.strict import NOT_RIGHT, checked
from mentoring.api.serializers.why import RuleShape
from mentoring.queries import policies
from mentoring.queries.policies import ORGANISATION, PROGRAMME, Clock, Place
from mentoring.services import policies as services
from mentoring.services import policy_words
from mentoring.services.dry_run import dry_run, last_quarter
from workflows import policy_files, strict_yaml
from workflows.errors import Conflict
from workflows.models import EscalationPolicyVersion
from workflows.policies import CHANGED_MEANWHILE, tag
from workflows.policy import Policy

NOT_AWAITED = _("Nothing there is awaited by the code %(codes)s.")
TRY_FIRST = _("Look first at what it would have done: send it with preview, then the `seen` of it.")
UNPRINTABLE = _("Take out the characters that cannot be printed.")
WRONG_CODE = _("This is another policy than the address names.")


EXAMPLE = {
    "content": {
        "source_label": "SK Contoh 1/2026",
        "clock": "working",
        "allowance": {"working_days": 2},
        "steps": [
            {
                "at": {"working_days": 1, "from": "due"},
                "action": "transition",
                "transition": "lapse",
            }
        ],
    },
    "preview": True,
}


class PlaceEndpoint(Endpoint):
    """`kind` is organisation or programme; `resource` is called alike."""

    related: ClassVar[Mapping[str, Sequence[str]]] = {PROGRAMME: ("organisation",)}

    def place(self, uid: uuid.UUID) -> Place:
        related = self.related.get(self.resource, ())
        return Place(self.resource, self.find(uid, related=related))

    def clock(self, place: Place, code: str) -> Clock:
        found = next((one for one in policies.clocks(place) if one.code == code), None)
        if found is None:
            raise Http404
        return found


class PoliciesView(PlaceEndpoint):
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        place = self.place(uid)
        current, clocks = policies.in_force(place), policies.clocks(place)
        rows = [_row(clock, current[clock.code]) for clock in clocks]
        file = policy_files.to_yaml(current[clock.code].value for clock in clocks)
        return Response({"results": rows, "yaml": file})

    def post(self, request: Request, uid: uuid.UUID) -> Response:
        place, data = self.place(uid), checked(FileBody, self.body)
        try:
            read = policy_files.parse(data["yaml"], source="yaml")
            by = None if data["preview"] else self.user
            verdicts = services.bring(place, read, by=by, now=self.now)
        except strict_yaml.FileFaults as faults:
            found = [Fault("yaml", one, ANY_REMEDY) for one in faults.faults]
            raise Problem(400, "invalid_input", NOT_RIGHT, found) from None
        except LookupError as unknown:
            raise field_problem("yaml", NOT_AWAITED % {"codes": unknown}) from None
        unfit = any(one.faults for one in verdicts)
        return Response(
            {
                "preview": data["preview"],
                "published": not data["preview"] and not unfit,
                "results": [_verdict(one) for one in verdicts],
            }
        )


class PolicyView(PlaceEndpoint):
    def get(self, request: Request, uid: uuid.UUID, code: str) -> Response:
        place = self.place(uid)
        clock = self.clock(place, code)
        row = _row(clock, policies.in_force(place)[code])
        return Response(row, headers=_tag(policies.newest_here(place, code)))

    def post(self, request: Request, uid: uuid.UUID, code: str) -> Response:
        place = self.place(uid)
        clock, data = self.clock(place, code), checked(PolicyBody, self.body)
        expected = _expected(request, place, code)
        policy = _read(data["content"], code)
        if faults := services.check(policy):
            raise _unfit(services.Unfit(faults))
        seen = services.tried(policy)
        if data["preview"]:
            run = dry_run(place, clock, policy, last_quarter(self.now))
            tried: dict[str, Any] = {"published": False, "version": None, "seen": seen}
            answer: dict[str, Any] = {**tried, "dry_run": DryRunShape(run).data}
            return Response(answer, headers=_tag(policies.newest_here(place, code)))
        if data["seen"] != seen and not data["unseen"]:
            raise field_problem("seen", TRY_FIRST, remedy=TRY_FIRST)
        made = services.publish(place, policy, by=self.user, now=self.now, expected=expected)
        number = (made or policies.in_force(place)[code]).number
        answer = {"published": made is not None, "version": number, "seen": seen, "dry_run": None}
        return Response(answer, headers=_tag(policies.newest_here(place, code)))

    def delete(self, request: Request, uid: uuid.UUID, code: str) -> Response:
        """Only what is set at this very place; what is open keeps its version."""
        place = self.place(uid)
        clock = self.clock(place, code)
        checked(NoBody, self.body)
        expected = _expected(request, place, code)
        services.withdraw(place, code, by=self.user, now=self.now, expected=expected)
        row = _row(clock, policies.in_force(place)[code])
        return Response(row, headers=_tag(policies.newest_here(place, code)))


def _row(clock: Clock, version: EscalationPolicyVersion) -> dict[str, Any]:
    return {
        **RuleShape(version).data,
        "deadline": clock.spec.name,
        "content": version.content,
    }


def _verdict(one: services.Verdict) -> dict[str, Any]:
    verdict = "unfit" if one.faults else "new" if one.published else "unchanged"
    return {
        "code": one.policy.code,
        "verdict": verdict,
        "faults": [f"{_where(fault)}: {policy_words.fault(fault)}" for fault in one.faults],
    }


def _tag(newest: EscalationPolicyVersion | None) -> dict[str, str]:
    return {"ETag": f'"{tag(newest)}"'}


def _expected(request: Request, place: Place, code: str) -> str | None:
    """The version that was looked at; Conflict if another one counts here by now."""
    version = expected_version(request)
    if version is None:
        return None
    if str(version) != tag(newest := policies.newest_here(place, code)):
        raise Conflict(CHANGED_MEANWHILE, newest)
    return str(version)


def _read(content: Mapping[str, Any], code: str) -> Policy:
    try:
        policy = policy_files.from_json({"code": code, **content})
    except strict_yaml.Fault as fault:
        raise field_problem("content", str(fault)) from None
    if policy.code != code:
        raise field_problem("content", WRONG_CODE)
    if not f"{policy.source_label}{policy.ends_quietly}".isprintable():
        raise field_problem("content", UNPRINTABLE)
    return policy


def _unfit(unfit: services.Unfit) -> Problem:
    found = [
        Fault(f"content.{_where(one)}", policy_words.fault(one), ANY_REMEDY) for one in unfit.faults
    ]
    return Problem(400, "invalid_input", NOT_RIGHT, found)


def _where(fault: Any) -> str:
    return f"steps.{fault.step}.{fault.key}" if fault.step else str(fault.key)


def of_kind(kind: str, view: type[PlaceEndpoint], **methods: Any) -> type[PlaceEndpoint]:
    """The same for organisations and programmes, each with entries of its own in the document."""
    made = type(f"{kind.title()}{view.__name__}", (view,), {"resource": kind})
    return extend_schema_view(**methods)(made)


def entry(kind: str, name: str) -> str:
    ending = "" if kind == PROGRAMME else f"_{kind}"
    return f"policy_{name}{ending}"


POLICIES = {
    kind: of_kind(
        kind,
        PoliciesView,
        get=described(entry(kind, "list"), "Escalation policies that count there", PoliciesShape),
        post=described(
            entry(kind, "file"),
            "Try a file of policies, or publish all of it",
            FileShape,
            body=FileBody,
            refusals=WRITING,
            example={"yaml": "- code: answer_offer\n  …", "preview": True},
        ),
    )
    for kind in (ORGANISATION, PROGRAMME)
}
POLICY = {
    kind: of_kind(
        kind,
        PolicyView,
        get=described(
            entry(kind, "one"), "The version that counts there", PolicyShape, parameters=(ETAG,)
        ),
        post=described(
            entry(kind, "publish"),
            "Try a policy on the last quarter, or publish it as the next version",
            PublishedShape,
            body=PolicyBody,
            refusals=WRITING,
            parameters=(IF_MATCH, ETAG),
            example=EXAMPLE,
        ),
        delete=described(
            entry(kind, "withdraw"),
            "Withdraw what is set there; what is set further out counts again",
            PolicyShape,
            refusals=WRITING,
            parameters=(IF_MATCH, ETAG),
        ),
    )
    for kind in (ORGANISATION, PROGRAMME)
}
