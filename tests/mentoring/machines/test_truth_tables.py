"""Every state, transition and role of each machine: allowed, or refused and why.

The tables are written by hand, so that a change of a machine has to be meant twice.
"""

from itertools import product

import pytest

from mentoring.models import (
    Breach,
    BreakGlass,
    Correction,
    CounsellingCase,
    DataRequest,
    Destruction,
    LegalHold,
    Matter,
    PerformanceCounselling,
    Relationship,
    Session,
)
from workflows import engine
from workflows.errors import NotPermitted, OutOfOrder
from workflows.machine import SYSTEM

pytestmark = pytest.mark.once

# transition: the states it starts from | who may
RELATIONSHIP = """
amend                draft                        | mentee
submit               draft                        | mentee
expire               draft                        | system
offer                requested rematch            | coordinator
decline_request      requested rematch            | coordinator
withdraw             draft requested offered      | mentee
accept               offered                      | offered_practitioner
decline              offered                      | offered_practitioner
lapse                offered                      | system
withdraw_offer       offered                      | coordinator
propose_terms        agreement                    | mentee practitioner
sign                 agreement                    | mentee practitioner
time_out             agreement                    | system
note_session_planned active                       | mentee practitioner system
note_session_held    active                       | mentee practitioner system
note_session_missed  active                       | mentee practitioner system
update_status        active                       | practitioner
review               active                       | mentee practitioner
pause                active                       | mentee practitioner coordinator
resume               paused                       | mentee practitioner coordinator system
request_rematch      agreement active paused      | mentee practitioner
hand_over            agreement active paused      | coordinator
end_early            agreement active paused      | mentee practitioner coordinator
propose_closing      active                       | system
start_closing        active paused                | mentee practitioner coordinator
reopen               closing                      | mentee practitioner
reflect              closing                      | mentee practitioner
close                closing                      | system
follow_up            closed                       | mentee
end_follow_up        closed                       | system
"""

SESSION = """
confirm              proposed rescheduled            | invited
decline_time         proposed rescheduled            | invited
lapse                proposed rescheduled            | system
move                 proposed confirmed rescheduled  | mentee practitioner
cancel               proposed confirmed rescheduled  | mentee practitioner
call_off             proposed confirmed rescheduled  | mentee practitioner coordinator system
confirm_held         confirmed                       | mentee practitioner
report_no_show       confirmed                       | mentee practitioner
settle               confirmed                       | system
file_note            held                            | mentee practitioner
"""

CORRECTION = """
settle               open                            | coordinator
inform               named                           | system
refuse               open                            | coordinator
"""

MATTER = """
decide               open                            | coordinator
lapse                open                            | system
"""

LIVE = """
triaged consented assigned in_service waiting referral_asked referred handing_over
"""
UNENDED = f"requested {LIVE.strip()} closing"
NOTED = "in_service waiting referral_asked referred handing_over emergency closing"
ON_DUTY = "counsellor intake"

HELD = "assigned in_service waiting referral_asked referred emergency closing"

CASE = f"""
wait                   in_service               | counsellor
resume                 waiting                  | client counsellor system
propose_hand_over      assigned in_service waiting | counsellor counselling_coordinator
agree_to_hand_over     handing_over             | client
refuse_hand_over       handing_over             | client
name_substitute        consented {HELD}         | client
refuse_substitute      consented {HELD}         | client
stand_in               {HELD}                   | substitute counselling_coordinator
give_back              {HELD}                   | client counsellor counselling_coordinator
keep_out               {UNENDED} emergency      | client
let_in                 {UNENDED} emergency      | client
lose_counsellor        {HELD} handing_over    | system
send_elsewhere         {UNENDED} emergency    | system
propose_referral       in_service waiting       | counsellor
agree_to_referral      referral_asked           | client
refuse_referral        referral_asked           | client
refer_for_safety       in_service waiting emergency | counsellor
note_referral_accepted referred                 | counsellor
note_referral_done     referred                 | counsellor
note_referral_rejected referred                 | counsellor
revoke_referral        referral_asked referred  | client counsellor
declare_emergency      {UNENDED} closed         | {ON_DUTY} counselling_coordinator
add_told               emergency                | {ON_DUTY} counselling_coordinator
end_emergency          emergency                | {ON_DUTY} counselling_coordinator
withdraw_in_emergency  emergency                | client system
grant_sessions         {LIVE.strip()}           | counsellor counselling_coordinator
triage                 requested                | intake
change_level           {LIVE.strip()}           | {ON_DUTY} counselling_coordinator
acknowledge            {LIVE.strip()} emergency | {ON_DUTY} counselling_coordinator
record_attempt         {LIVE.strip()} emergency | {ON_DUTY} counselling_coordinator
give_up                {LIVE.strip()}           | {ON_DUTY}
withdraw               {UNENDED}                | client system
open_to_coordinator    {UNENDED}                | client
give_consent           triaged                  | client
record_consent         triaged                  | intake
refuse_consent         triaged                  | client
assign                 consented                | intake
decline                assigned                 | counsellor
start_service          assigned                 | counsellor
plan_session           in_service               | counsellor
report_session         in_service               | counsellor
write_note             {NOTED}                  | counsellor
propose_closing        in_service               | system
start_closing          in_service waiting       | client counsellor
reopen                 closing                  | client counsellor
close                  closing                  | counsellor system
follow_up              closed                   | counsellor
end_follow_up          closed                   | system
"""

PERFORMANCE = """
assign               proposed assigned scheduled     | coordinator
take_on              proposed                        | appraiser
schedule             assigned scheduled              | counsellor
confirm_held         scheduled                       | counsellor
report_no_show       scheduled                       | counsellor
write_form           held written                    | counsellor
add_statement        written                         | client
sign                 written                         | client counsellor
sign_by_file         written                         | client counsellor
enter_scan           written                         | counsellor form_officer
go_without_signature written                         | counsellor
report               signed                          | counsellor
decide_follow_up     reported                        | addressee
complete_follow_up   follow_up                       | addressee
withdraw             proposed assigned scheduled     | appraiser
break_off  proposed assigned scheduled held written signed reported follow_up | coordinator
"""

UNANSWERED = "received identity_checked in_progress"

DATA = f"""
check_identity         received                 | dpo
start                  identity_checked         | dpo
correct                in_progress              | dpo
restrict               in_progress              | dpo
lift_restriction       in_progress fulfilled    | dpo requester
withdraw_consent       in_progress              | dpo
propose_erasure        in_progress              | dpo
fulfil                 in_progress              | dpo
fulfil_in_part         in_progress              | dpo
refuse                 {UNANSWERED}             | dpo
withdraw               {UNANSWERED}             | requester
"""

BREACH = """
confirm                reported                 | dpo
describe               confirmed                | dpo
gather                 confirmed                | dpo
name_person            confirmed                | dpo
name_matter            confirmed                | dpo
name_account           confirmed                | dpo
record_told            confirmed                | dpo
notify                 confirmed                | dpo
close                  notified                 | dpo
dismiss                reported confirmed       | dpo
"""

DESTRUCTION = """
approve                proposed                 | approver
keep                   proposed approved        | dpo approver
destroy                approved                 | dpo approver
certify                destroying               | system
"""

LEGAL_HOLD = """
review                 standing                 | dpo
lift                   standing                 | dpo
"""

GLASS = """
approve         asked          | second
refuse          asked approved | second
withdraw        asked approved | opener
lapse           asked approved | system
open            approved       | opener
open_at_once    asked          | opener
end             open           | opener second
run_out         open           | system
disapprove      open over      | second
approve_later   open over      | second
sign_off        over           | dpo
"""

HIDDEN = {
    "note_session_planned",
    "note_session_held",
    "note_session_missed",
    "call_off",
}


def table(text):
    """{transition: (states, roles)}"""
    rows = {}
    for line in text.strip().splitlines():
        left, roles = line.split("|")
        name, *states = left.split()
        rows[name] = (set(states), set(roles.split()))
    return rows


TABLES = {
    Relationship: table(RELATIONSHIP),
    Session: table(SESSION),
    Correction: table(CORRECTION),
    Matter: table(MATTER),
    CounsellingCase: table(CASE),
    PerformanceCounselling: table(PERFORMANCE),
    DataRequest: table(DATA),
    Breach: table(BREACH),
    Destruction: table(DESTRUCTION),
    LegalHold: table(LEGAL_HOLD),
    BreakGlass: table(GLASS),
}
ROLES = {model: [*model.relations, SYSTEM, "nobody"] for model in TABLES}
CASES = [
    pytest.param(model, state, name, id=f"{model.kind}-{state}-{name}")
    for model in TABLES
    for state, name in product(model.State.values, TABLES[model])
]


def verdict(model, state, name, role):
    subject = model(state=state)
    subject.acting_roles = frozenset({role} - {"nobody"})
    refusal = engine.refusal(subject, model.transitions()[name])
    return type(refusal) if refusal else None


def expected(model, state, name, role):
    states, roles = TABLES[model][name]
    if role not in roles:
        return NotPermitted
    return None if state in states else OutOfOrder


@pytest.mark.parametrize("model", TABLES)
def test_the_table_is_complete(model):
    assert list(TABLES[model]) == list(model.transitions())


@pytest.mark.parametrize(("model", "state", "name"), CASES)
def test_each_role_is_allowed_or_refused_for_the_right_reason(model, state, name):
    verdicts = {role: verdict(model, state, name, role) for role in ROLES[model]}
    assert verdicts == {role: expected(model, state, name, role) for role in ROLES[model]}


@pytest.mark.parametrize("model", TABLES)
def test_what_is_never_offered_by_itself(model):
    hidden = {name for name, item in model.transitions().items() if item.hidden}
    assert hidden == HIDDEN & set(TABLES[model])


@pytest.mark.parametrize("model", TABLES)
def test_final_means_that_nothing_leads_out(model):
    for item in model.transitions().values():
        if set(item.sources) & model.final:
            assert set(item.sources) == set(item.targets)


@pytest.mark.parametrize("model", TABLES)
def test_the_reason_of_each_refusal_can_be_read(model):
    subject = model(state=model.first_state())
    subject.acting_roles = frozenset({SYSTEM})
    for item in model.transitions().values():
        refusal = engine.refusal(subject, item)
        assert refusal is None or len(str(refusal)) > 10
        assert all(len(str(guard.reason)) > 10 for guard in item.guards)
