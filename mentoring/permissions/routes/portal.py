"""Addresses of the portal; whoever stands in none of the named relations to a row gets 404."""

from collections.abc import Mapping
from typing import Final

from mentoring.permissions.values import Hat, Route

_SIGNED_IN = frozenset({Hat.SIGNED_IN})
_PERSON = frozenset({Hat.PERSON})
_PAIR = frozenset({"mentee", "practitioner"})
_ACTING = _PAIR | {"offered_practitioner", "coordinator"}
_ONLOOKERS = frozenset({"superior_of_mentee", "superior_of_practitioner"})
_KEEPERS = frozenset({"coordinator", "watcher"})
_RECIPIENT = frozenset({"recipient"})
_COUNSELLED = frozenset({"client", "counsellor", "appraiser", "addressee", "coordinator"})
_OF_A_FORM = _COUNSELLED | {"form_officer"}
_TOLD = frozenset({"told_superior"})

_COORDINATOR = frozenset({"coordinator"})
_COUNSELLING = frozenset({"counselling_coordinator"})
_REPORTED = _COUNSELLING | {"head"}
_OF_A_CASE = _COUNSELLING | {"client", "counsellor", "substitute", "intake"}
_OF_A_BREACH = frozenset({"dpo", "finder", "affected"})
_OF_DATA = frozenset({"requester", "dpo"})
_DESTROYS = frozenset({"dpo", "approver"})
_OF_GLASS = frozenset({"opener", "second", "dpo", "client"})

ROUTES: Final[Mapping[str, Route]] = {
    "portal:home": Route("", "see the worklist", _SIGNED_IN),
    "portal:language": Route("", "choose a language", frozenset({Hat.ANYONE})),
    "portal:away": Route("person", "say when one is away", _PERSON),
    "portal:manners": Route("person", "choose how one is told", _PERSON),
    "portal:inbox": Route("notice", "list", _SIGNED_IN),
    "portal:notice": Route("notice", "see", _RECIPIENT),
    "portal:read": Route("notice", "mark as read", _RECIPIENT),
    "portal:reminded": Route("escalation", "say who was reminded", _TOLD),
    "portal:not_my_staff": Route("escalation", "report a wrong reporting line", _TOLD),
    "portal:on_leave": Route("escalation", "say who acts instead", _TOLD),
    "portal:correction": Route("correction", "see", frozenset({"coordinator", "reporter"})),
    "portal:correction_step": Route("correction", "change", frozenset({"coordinator"})),
    "portal:own": Route("", "see what is one's own", _SIGNED_IN),
    "portal:own_read": Route("", "see who has read what is one's own", _SIGNED_IN),
    "portal:own_ask": Route("counselling_case", "create", _PERSON),
    "portal:own_behalf": Route("organisation", "enter a request", _COUNSELLING),
    "portal:own_office": Route("organisation", "keep the duty roster", _COUNSELLING),
    "portal:own_consent": Route("organisation", "publish the text of consent", _COUNSELLING),
    "portal:counselling_case": Route("counselling_case", "see, open a sealed text", _OF_A_CASE),
    "portal:counselling_case_step": Route("counselling_case", "change", _OF_A_CASE),
    "portal:break_glasses": Route(
        "break_glass", "list", frozenset({Hat.EMERGENCY, Hat.DPO, Hat.HEAD})
    ),
    "portal:break_glass_ask": Route("break_glass", "create", frozenset({Hat.EMERGENCY})),
    "portal:break_glass": Route("break_glass", "see, open a sealed text", _OF_GLASS),
    "portal:break_glass_notes": Route("break_glass", "read what it opens", frozenset({"looks_in"})),
    "portal:break_glass_step": Route("break_glass", "change", _OF_GLASS),
    "portal:my_data": Route("data_request", "list one's own, create", _PERSON),
    "portal:my_trail": Route("", "see what was done with one's own data", _PERSON),
    "portal:data_requests": Route(
        "data_request", "list what is to be answered, enter", frozenset({Hat.DPO, Hat.HEAD})
    ),
    "portal:data_request": Route("data_request", "see", _OF_DATA),
    "portal:data_request_texts": Route(
        "data_request", "open what was written, fetch the copy", _OF_DATA
    ),
    "portal:data_request_step": Route("data_request", "change", _OF_DATA),
    "portal:report_breach": Route("breach", "report", frozenset({Hat.PERSON, Hat.OPERATOR})),
    "portal:breach": Route("breach", "see", _OF_A_BREACH),
    "portal:breach_papers": Route(
        "breach", "open what was written, read and print letters", frozenset({"dpo", "affected"})
    ),
    "portal:breach_step": Route("breach", "change", _OF_A_BREACH),
    "portal:retention": Route(
        "", "see how long records are kept, change it", frozenset({Hat.DPO, Hat.HEAD})
    ),
    "portal:legal_holds": Route("legal_hold", "list, place", frozenset({Hat.DPO, Hat.HEAD})),
    "portal:legal_hold": Route("legal_hold", "see", frozenset({"dpo"})),
    "portal:legal_hold_step": Route("legal_hold", "change", frozenset({"dpo"})),
    "portal:destruction": Route("destruction", "see", _DESTROYS),
    "portal:destruction_step": Route("destruction", "change", _DESTROYS),
    "portal:destruction_certificate": Route("destruction", "print the certificate", _DESTROYS),
    "portal:matter": Route("matter", "see", _COORDINATOR),
    "portal:matter_step": Route("matter", "change", _COORDINATOR),
    "portal:leading": Route("organisation", "list those one leads", frozenset({Hat.HEAD})),
    "portal:appointments": Route("organisation", "appoint, end", frozenset({"head"})),
    "portal:reports": Route("organisation", "read numbers of counselling", _REPORTED),
    "portal:reports_file": Route("organisation", "fetch numbers of counselling", _REPORTED),
    "portal:propose_counselling": Route(
        "performance_counselling", "create", frozenset({Hat.SUPERIOR})
    ),
    "portal:performance_counsellings": Route(
        "performance_counselling", "list closed ones, take them along as a file", _PERSON
    ),
    "portal:performance_counselling": Route("performance_counselling", "see", _OF_A_FORM),
    "portal:performance_counselling_form": Route(
        "performance_counselling", "open what was written, print it", _COUNSELLED
    ),
    "portal:performance_counselling_step": Route("performance_counselling", "change", _OF_A_FORM),
    "portal:confidence": Route("", "read how confidence is kept", _SIGNED_IN),
    "portal:trail": Route("", "see the audit trail, take evidence", frozenset({Hat.AUDITOR})),
    "portal:mentees": Route("relationship", "update", frozenset({Hat.PRACTITIONER})),
    "portal:requests": Route("relationship", "list requests", frozenset({Hat.COORDINATOR})),
    "portal:bulk": Route("bulk_act", "create", frozenset({Hat.COORDINATOR})),
    "portal:bulk_one": Route("bulk_act", "see, confirm", frozenset({"owner"})),
    "portal:unroutable": Route("unroutable", "list", frozenset({Hat.COORDINATOR})),
    "portal:unroutable_one": Route("unroutable", "close", frozenset({"coordinator"})),
    "portal:unroutable_letter": Route("unroutable", "print a letter", frozenset({"coordinator"})),
    "portal:reach": Route("person", "list who cannot be reached", frozenset({Hat.COORDINATOR})),
    "portal:reach_one": Route("person", "say who told them by hand", _COORDINATOR),
    "portal:incidents": Route("incident", "list", frozenset({Hat.COORDINATOR, Hat.OPERATOR})),
    "portal:incident": Route("incident", "decide", _KEEPERS),
    "portal:delivery": Route("delivery", "decide", _KEEPERS),
    "portal:rosters": Route("roster_upload", "list, create", frozenset({Hat.COORDINATOR})),
    "portal:roster": Route("roster_upload", "see, confirm", frozenset({"coordinator"})),
    "portal:roster_rejects": Route("roster_upload", "see rejects", frozenset({"coordinator"})),
    "portal:slips": Route("slip", "list", frozenset({Hat.COORDINATOR})),
    "portal:print_slips": Route("programme", "print slips", frozenset({"coordinator"})),
    "portal:deadlines": Route("programme", "list deadlines", frozenset({Hat.COORDINATOR})),
    "portal:organisation_calendar": Route(
        "organisation", "see days, publish, choose the week", _COORDINATOR
    ),
    "portal:organisation_units": Route("organisation", "list calendars of units", _COORDINATOR),
    "portal:unit_calendar": Route("unit", "see days, publish, choose the week", _COORDINATOR),
    "portal:rotations": Route("organisation", "see rotations, publish", _COORDINATOR),
    "portal:house_style": Route("organisation", "see texts, change the letterhead", _COORDINATOR),
    "portal:house_logo": Route("organisation", "see the logo, change it", _COORDINATOR),
    "portal:house_text": Route("organisation", "change a text", _COORDINATOR),
    "portal:programs": Route("organisation", "see and add programs", _COORDINATOR),
    "portal:program": Route("endpoint", "see, change, send again", _COORDINATOR),
    "portal:organisation_policies": Route("organisation", "list policies", _COORDINATOR),
    "portal:organisation_policy": Route("organisation", "see a policy, withdraw", _COORDINATOR),
    "portal:organisation_policy_change": Route("organisation", "publish a policy", _COORDINATOR),
    "portal:organisation_policy_open": Route("organisation", "move what is open", _COORDINATOR),
    "portal:programme_policy_open": Route("programme", "move what is open", _COORDINATOR),
    "portal:organisation_policy_file": Route("organisation", "publish a file", _COORDINATOR),
    "portal:programme_policy_file": Route("programme", "publish a file", _COORDINATOR),
    "portal:programme_policies": Route("programme", "list policies", _COORDINATOR),
    "portal:programme_policy": Route("programme", "see a policy, withdraw", _COORDINATOR),
    "portal:programme_policy_change": Route("programme", "publish a policy", _COORDINATOR),
    "portal:programme_pauses": Route("programme", "let deadlines stand still", _COORDINATOR),
    "portal:relationship_pauses": Route("relationship", "let deadlines stand still", _COORDINATOR),
    "portal:ask": Route("relationship", "create", _PERSON),
    "portal:ask_write": Route("programme", "ask in it", frozenset({"participant"})),
    "portal:relationship": Route("relationship", "see", _ACTING | _ONLOOKERS),
    "portal:relationship_step": Route("relationship", "change", _ACTING),
    "portal:propose_session": Route("relationship", "propose a session", _PAIR),
    "portal:session": Route("session", "see", _PAIR | _ONLOOKERS | {"coordinator"}),
    "portal:session_step": Route("session", "change", _PAIR | {"coordinator"}),
}
