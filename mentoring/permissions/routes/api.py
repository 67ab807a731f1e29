"""Addresses of the API. Where a row is named, who stands in none of these relations gets 404."""

from collections.abc import Mapping
from typing import Final

from mentoring.permissions.values import Hat, Route

_ANYONE = frozenset({Hat.ANYONE})
_SIGNED_IN = frozenset({Hat.SIGNED_IN})
_PAIR = frozenset({"mentee", "practitioner"})
_ACTING = _PAIR | {"offered_practitioner", "coordinator"}
_MEETING = _PAIR | {"coordinator"}
_ONLOOKERS = frozenset({"superior_of_mentee", "superior_of_practitioner"})
_COORDINATOR = frozenset({"coordinator"})
_RECIPIENT = frozenset({"recipient"})
_ACQUAINTED = frozenset(
    {"self", "coordinator", "superior", "appraiser", "counterpart", "asked", "asker"}
)
_OF_A_CASE = frozenset({"client", "counsellor", "substitute", "intake", "counselling_coordinator"})
_OF_THE_FORM = frozenset({"client", "counsellor", "addressee"})
_COUNSELLED = frozenset({"client", "counsellor", "appraiser", "addressee", "coordinator"})
_OF_A_FORM = _COUNSELLED | {"form_officer"}
_OF_DATA = frozenset({"requester", "dpo"})
_OF_A_BREACH = frozenset({"dpo", "finder", "affected"})
_OFFICER = frozenset({"dpo"})
_DESTROYS = frozenset({"dpo", "approver"})

ROUTES: Final[Mapping[str, Route]] = {
    "api:me": Route("", "see oneself", _SIGNED_IN),
    "api:worklist": Route("", "see the worklist", _SIGNED_IN),
    "api:relationship-list": Route("relationship", "list, create", _SIGNED_IN),
    "api:relationship": Route("relationship", "see", _ACTING | _ONLOOKERS),
    "api:relationship-history": Route("relationship", "see what happened", _MEETING),
    "api:relationship-why": Route("relationship", "see why", _ACTING | _ONLOOKERS),
    "api:relationship-offers": Route("relationship", "list offers", _ACTING),
    "api:relationship-agreements": Route("relationship", "list agreements", _MEETING),
    "api:relationship-transition": Route("relationship", "change", _ACTING),
    "api:session-list": Route("session", "list, create", _SIGNED_IN),
    "api:session": Route("session", "see", _MEETING | _ONLOOKERS),
    "api:session-history": Route("session", "see what happened", _MEETING),
    "api:session-why": Route("session", "see why", _MEETING | _ONLOOKERS),
    "api:session-notes": Route("session", "list notes", _PAIR),
    "api:session-transition": Route("session", "change", _MEETING),
    "api:correction-list": Route("correction", "list, create", _SIGNED_IN),
    "api:correction": Route("correction", "see", frozenset({"coordinator", "reporter"})),
    "api:correction-history": Route("correction", "see what happened", _COORDINATOR),
    "api:correction-why": Route("correction", "see why", frozenset({"coordinator", "reporter"})),
    "api:correction-transition": Route("correction", "change", _COORDINATOR),
    "api:matter-list": Route("matter", "list", _SIGNED_IN),
    "api:matter": Route("matter", "see", _COORDINATOR),
    "api:matter-history": Route("matter", "see what happened", _COORDINATOR),
    "api:matter-why": Route("matter", "see why", _COORDINATOR),
    "api:matter-transition": Route("matter", "change", _COORDINATOR),
    "api:performance_counselling-list": Route(
        "performance_counselling", "list, create", _SIGNED_IN
    ),
    "api:performance_counselling": Route("performance_counselling", "see", _OF_A_FORM),
    "api:performance_counselling-history": Route(
        "performance_counselling", "see what happened", _COUNSELLED
    ),
    "api:performance_counselling-why": Route("performance_counselling", "see why", _COUNSELLED),
    "api:performance_counselling-form": Route(
        "performance_counselling", "open what was written", _COUNSELLED
    ),
    "api:performance_counselling-paper": Route("performance_counselling", "print", _OF_THE_FORM),
    "api:performance_counselling-signature": Route(
        "performance_counselling", "open a signed file", _OF_THE_FORM
    ),
    "api:performance_counselling-transition": Route(
        "performance_counselling", "change", _OF_A_FORM
    ),
    "api:counselling_case-list": Route("counselling_case", "list, create", _SIGNED_IN),
    "api:counselling_case": Route("counselling_case", "see", _OF_A_CASE),
    "api:counselling_case-texts": Route("counselling_case", "open sealed texts", _OF_A_CASE),
    "api:counselling_case-readings": Route(
        "counselling_case", "see who opened what", frozenset({"client"})
    ),
    "api:counselling_case-transition": Route("counselling_case", "change", _OF_A_CASE),
    "api:own-office": Route(
        "counselling_case", "see what counselling is offered", frozenset({Hat.PERSON})
    ),
    "api:data_request-list": Route("data_request", "list, create", _SIGNED_IN),
    "api:data_request": Route("data_request", "see", _OF_DATA),
    "api:data_request-history": Route("data_request", "see what happened", _OF_DATA),
    "api:data_request-why": Route("data_request", "see why", _OF_DATA),
    "api:data_request-texts": Route("data_request", "open what was written", _OF_DATA),
    "api:data_request-copy": Route("data_request", "fetch the copy", frozenset({"requester"})),
    "api:data_request-transition": Route("data_request", "change", _OF_DATA),
    "api:destruction-list": Route("destruction", "list", _SIGNED_IN),
    "api:destruction": Route("destruction", "see", _DESTROYS),
    "api:destruction-history": Route("destruction", "see what happened", _DESTROYS),
    "api:destruction-why": Route("destruction", "see why", _DESTROYS),
    "api:destruction-certificate": Route("destruction", "print the certificate", _DESTROYS),
    "api:destruction-transition": Route("destruction", "change", _DESTROYS),
    "api:retention": Route(
        "destruction",
        "see how long records are kept, change it",
        frozenset({Hat.DPO, Hat.HEAD}),
    ),
    "api:legal_hold-list": Route("legal_hold", "list, create", _SIGNED_IN),
    "api:legal_hold": Route("legal_hold", "see", _OFFICER),
    "api:legal_hold-history": Route("legal_hold", "see what happened", _OFFICER),
    "api:legal_hold-why": Route("legal_hold", "see why", _OFFICER),
    "api:legal_hold-transition": Route("legal_hold", "change", _OFFICER),
    "api:breach-list": Route("breach", "list, report", _SIGNED_IN),
    "api:breach": Route("breach", "see", _OF_A_BREACH),
    "api:breach-history": Route("breach", "see what happened", _OFFICER),
    "api:breach-why": Route("breach", "see why", _OF_A_BREACH),
    "api:breach-people": Route("breach", "list who is to be told", _OFFICER),
    "api:breach-texts": Route("breach", "open what was written", _OFFICER),
    "api:breach-letter": Route("breach", "read a letter", _OFFICER | {"affected"}),
    "api:breach-print": Route("breach", "print a letter", _OFFICER | {"affected"}),
    "api:breach-transition": Route("breach", "change", _OFFICER),
    "api:notice-list": Route("notice", "list", _SIGNED_IN),
    "api:notice": Route("notice", "see", _RECIPIENT),
    "api:notice-read": Route("notice", "mark as read", _RECIPIENT),
    "api:notice-reminded": Route(
        "escalation", "say who was reminded", frozenset({"told_superior"})
    ),
    "api:person-list": Route("person", "list", _SIGNED_IN),
    "api:person": Route("person", "see", _ACQUAINTED),
    "api:practitioner-list": Route("practitioner", "list", _SIGNED_IN),
    "api:unit-list": Route("unit", "list", _SIGNED_IN),
    "api:programme-list": Route("programme", "list", _SIGNED_IN),
    "api:programme": Route("programme", "see", frozenset({"participant", "coordinator"})),
    "api:programme-roster": Route("programme", "import a roster", frozenset({"coordinator"})),
    **{
        f"api:{kind}-{name}": Route(kind, action, _COORDINATOR)
        for kind in ("organisation", "programme")
        for name, action in (
            ("policies", "list policies, import"),
            ("policy", "see a policy, publish, withdraw"),
            ("policy-open", "move what is open"),
        )
    },
    **{
        f"api:{kind}-pauses": Route(kind, "let deadlines stand still", _COORDINATOR)
        for kind in ("programme", "relationship")
    },
    **{
        f"api:{kind}-extensions": Route(kind, "give more time", _COORDINATOR)
        for kind in ("relationship", "session")
    },
    "api:organisation-rotations": Route("organisation", "publish a rotation", _COORDINATOR),
    "api:rotation-list": Route("rotation", "list", _SIGNED_IN),
    "api:rotation": Route("rotation", "see, take back", _COORDINATOR),
    "api:me-absences": Route("person", "say when one is away", frozenset({Hat.PERSON})),
    "api:roster-import-list": Route("roster_import", "list", _SIGNED_IN),
    "api:roster-import": Route("roster_import", "see", frozenset({"coordinator"})),
    "api:schema": Route("", "read what the API offers", _ANYONE),
    "api:docs": Route("", "read what the API offers", _ANYONE),
    "api:nowhere": Route("", "nothing", _ANYONE),
}
