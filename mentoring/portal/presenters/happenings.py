"""What has happened to an item, each change in plain words; equal ones in a row are folded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.machines import reasons
from workflows.leftovers import MOVED
from workflows.models import Record

SHOWN = 8
SYSTEM = gettext_lazy("The system")

SAID_OF_ALL = {MOVED: gettext_lazy("A new release of this program carried it over.")}
SAID = {
    "relationship": {
        "begin": gettext_lazy("%(who)s began a request."),
        "amend": gettext_lazy("%(who)s changed the request."),
        "submit": gettext_lazy("%(who)s sent the request."),
        "expire": gettext_lazy("The draft expired."),
        "offer": gettext_lazy("%(who)s offered it to a mentor or coach."),
        "decline_request": gettext_lazy("%(who)s declined the request."),
        "withdraw": gettext_lazy("%(who)s withdrew the request."),
        "accept": gettext_lazy("%(who)s accepted the offer."),
        "decline": gettext_lazy("%(who)s declined the offer."),
        "lapse": gettext_lazy("The offer lapsed without an answer."),
        "withdraw_offer": gettext_lazy("%(who)s took the offer back."),
        "propose_terms": gettext_lazy("%(who)s proposed terms for the agreement."),
        "sign": gettext_lazy("%(who)s signed the agreement."),
        "time_out": gettext_lazy("The agreement was not signed in time."),
        "note_session_planned": gettext_lazy("A session was agreed on."),
        "note_session_held": gettext_lazy("A session took place."),
        "note_session_missed": gettext_lazy("A planned session did not take place."),
        "update_status": gettext_lazy("%(who)s updated the status."),
        "review": gettext_lazy("%(who)s noted a review."),
        "pause": gettext_lazy("%(who)s paused it."),
        "resume": gettext_lazy("It went on after the pause."),
        "request_rematch": gettext_lazy("%(who)s asked for another match."),
        "hand_over": gettext_lazy("%(who)s looks for another mentor or coach."),
        "end_early": gettext_lazy("%(who)s ended it early."),
        "propose_closing": gettext_lazy("Closing was proposed for lack of activity."),
        "start_closing": gettext_lazy("%(who)s began to close it."),
        "reopen": gettext_lazy("%(who)s decided to go on after all."),
        "reflect": gettext_lazy("%(who)s looked back."),
        "close": gettext_lazy("It was closed by rule."),
        "follow_up": gettext_lazy("%(who)s answered the follow-up."),
        "end_follow_up": gettext_lazy("The follow-up ended without an answer."),
    },
    "session": {
        "begin": gettext_lazy("%(who)s proposed a time."),
        "confirm": gettext_lazy("%(who)s confirmed the time."),
        "decline_time": gettext_lazy("%(who)s declined the time."),
        "lapse": gettext_lazy("The proposal lapsed without an answer."),
        "move": gettext_lazy("%(who)s proposed another time."),
        "cancel": gettext_lazy("%(who)s cancelled the session."),
        "call_off": gettext_lazy("It was called off because the relationship ended."),
        "confirm_held": gettext_lazy("%(who)s confirmed that it took place."),
        "report_no_show": gettext_lazy("%(who)s reported that somebody did not come."),
        "settle": gettext_lazy("It was settled by rule."),
        "file_note": gettext_lazy("%(who)s filed a note."),
    },
    "correction": {
        "begin": gettext_lazy("%(who)s reported that this is not their staff."),
        "settle": gettext_lazy("%(who)s named the right superior."),
        "inform": gettext_lazy("Whoever is right was told what is overdue."),
        "refuse": gettext_lazy("%(who)s refused the correction."),
    },
    "matter": {
        "begin": gettext_lazy("It came about."),
        "decide": gettext_lazy("%(who)s said what was decided."),
        "lapse": gettext_lazy("It no longer holds, so it was closed by itself."),
    },
    "data_request": {
        "begin": gettext_lazy("It was received."),
        "check_identity": gettext_lazy("%(who)s made certain who asks."),
        "start": gettext_lazy("%(who)s began to work on it."),
        "correct": gettext_lazy("%(who)s put a field right."),
        "restrict": gettext_lazy("%(who)s restricted the use of the data."),
        "lift_restriction": gettext_lazy("%(who)s lifted the restriction."),
        "withdraw_consent": gettext_lazy("%(who)s withdrew the consents, as asked."),
        "propose_erasure": gettext_lazy("%(who)s proposed to destroy it."),
        "fulfil": gettext_lazy("%(who)s answered: fulfilled."),
        "fulfil_in_part": gettext_lazy("%(who)s answered: fulfilled in part."),
        "refuse": gettext_lazy("%(who)s answered: refused."),
        "withdraw": gettext_lazy("%(who)s withdrew the request."),
    },
    "breach": {
        "begin": gettext_lazy("It was reported."),
        "confirm": gettext_lazy("%(who)s said that it is one."),
        "describe": gettext_lazy("%(who)s wrote what the letters say."),
        "gather": gettext_lazy("%(who)s took persons concerned from the access records."),
        "name_person": gettext_lazy("%(who)s entered a person concerned."),
        "name_matter": gettext_lazy("%(who)s entered a case, note or file."),
        "name_account": gettext_lazy("%(who)s entered an account that somebody else has used."),
        "record_told": gettext_lazy("%(who)s said who has been told."),
        "notify": gettext_lazy("%(who)s said that all have been told in writing."),
        "close": gettext_lazy("%(who)s closed it."),
        "dismiss": gettext_lazy("%(who)s said that it is none."),
    },
    "legal_hold": {
        "begin": gettext_lazy("%(who)s placed the hold."),
        "review": gettext_lazy("%(who)s looked at it again: it is still needed."),
        "lift": gettext_lazy("%(who)s lifted the hold."),
    },
    "destruction": {
        "begin": gettext_lazy("%(who)s proposed it."),
        "approve": gettext_lazy("%(who)s approved the destruction."),
        "keep": gettext_lazy("%(who)s decided to keep it."),
        "destroy": gettext_lazy("%(who)s had it destroyed."),
        "certify": gettext_lazy("It was destroyed, and a certificate made out."),
    },
    "break_glass": {
        "begin": gettext_lazy("%(who)s asked for emergency access."),
        "approve": gettext_lazy("%(who)s approved it."),
        "refuse": gettext_lazy("%(who)s refused it."),
        "withdraw": gettext_lazy("%(who)s withdrew it."),
        "lapse": gettext_lazy("It lapsed."),
        "open": gettext_lazy("%(who)s opened it for 60 minutes."),
        "open_at_once": gettext_lazy("%(who)s opened it for 60 minutes, before it was approved."),
        "end": gettext_lazy("%(who)s ended it."),
        "run_out": gettext_lazy("The 60 minutes were over."),
        "approve_later": gettext_lazy("%(who)s approved it after it was opened."),
        "disapprove": gettext_lazy("%(who)s did not approve that it was opened."),
        "sign_off": gettext_lazy("%(who)s signed it off."),
    },
    "performance_counselling": {
        "begin": gettext_lazy("%(who)s proposed it."),
        "assign": gettext_lazy("%(who)s assigned a counsellor."),
        "take_on": gettext_lazy("%(who)s counsels, being qualified for it."),
        "schedule": gettext_lazy("%(who)s set time and place."),
        "confirm_held": gettext_lazy("%(who)s said that it took place."),
        "report_no_show": gettext_lazy("%(who)s reported that the client did not come."),
        "write_form": gettext_lazy("%(who)s wrote the form."),
        "add_statement": gettext_lazy("%(who)s added a statement."),
        "sign": gettext_lazy("%(who)s signed the form."),
        "sign_by_file": gettext_lazy("%(who)s handed in the signed PDF."),
        "enter_scan": gettext_lazy("%(who)s entered a scan of the signed paper."),
        "go_without_signature": gettext_lazy("%(who)s noted that the client does not sign."),
        "report": gettext_lazy("%(who)s reported the result."),
        "decide_follow_up": gettext_lazy("%(who)s decided what follows."),
        "complete_follow_up": gettext_lazy("%(who)s said that the follow-up is done."),
        "withdraw": gettext_lazy("%(who)s took the proposal back."),
        "break_off": gettext_lazy("%(who)s broke it off."),
    },
    # Of a case nobody is named: a name withheld stays so.
    "counselling_case": {
        "begin": gettext_lazy("Counselling was asked for."),
        "triage": gettext_lazy("The request was received."),
        "change_level": gettext_lazy("It was judged anew how pressing it is."),
        "acknowledge": gettext_lazy("It was taken up, and the client was reached."),
        "record_attempt": gettext_lazy("It was tried to reach the client."),
        "give_up": gettext_lazy("It ended because the client could not be reached."),
        "withdraw": gettext_lazy("It was withdrawn."),
        "open_to_coordinator": gettext_lazy("The counselling coordinator may see it now."),
        "give_consent": gettext_lazy("The client has agreed."),
        "record_consent": gettext_lazy("It was entered that the client has agreed on paper."),
        "refuse_consent": gettext_lazy("The client has not agreed."),
        "assign": gettext_lazy("It was given to a counsellor."),
        "decline": gettext_lazy("The counsellor declined it."),
        "start_service": gettext_lazy("The counselling began."),
        "plan_session": gettext_lazy("A session was planned."),
        "report_session": gettext_lazy("It was said whether the session took place."),
        "write_note": gettext_lazy("A note was written."),
        "propose_closing": gettext_lazy("Closing was proposed for lack of activity."),
        "start_closing": gettext_lazy("It began to be closed."),
        "reopen": gettext_lazy("It goes on after all."),
        "close": gettext_lazy("It was closed."),
        "follow_up": gettext_lazy("The client was asked how they are."),
        "end_follow_up": gettext_lazy("It ended without a follow-up."),
        "wait": gettext_lazy("It waits."),
        "resume": gettext_lazy("It went on after the wait."),
        "propose_hand_over": gettext_lazy("Another counsellor was proposed."),
        "agree_to_hand_over": gettext_lazy("The client agreed to another counsellor."),
        "refuse_hand_over": gettext_lazy("The client did not agree to another counsellor."),
        "name_substitute": gettext_lazy("The client said who may stand in."),
        "refuse_substitute": gettext_lazy("The client said that nobody is to stand in."),
        "stand_in": gettext_lazy("Somebody stands in for the counsellor."),
        "give_back": gettext_lazy("It was given back to the counsellor who was away."),
        "keep_out": gettext_lazy("The client kept somebody out of it."),
        "let_in": gettext_lazy("The client took back the name of somebody kept out."),
        "lose_counsellor": gettext_lazy("The counsellor could not keep it."),
        "send_elsewhere": gettext_lazy("It was sent to who was left to take it in."),
        "propose_referral": gettext_lazy("A referral was proposed."),
        "agree_to_referral": gettext_lazy("The client agreed to the referral."),
        "refuse_referral": gettext_lazy("The client did not agree to the referral."),
        "refer_for_safety": gettext_lazy("The client was referred for safety, without consent."),
        "note_referral_accepted": gettext_lazy("The referral was accepted."),
        "note_referral_done": gettext_lazy("The referral was done."),
        "note_referral_rejected": gettext_lazy("The referral was rejected."),
        "revoke_referral": gettext_lazy("The referral was revoked."),
        "declare_emergency": gettext_lazy("An emergency was declared."),
        "add_told": gettext_lazy("Somebody else was told of the emergency."),
        "end_emergency": gettext_lazy("The emergency was over."),
        "withdraw_in_emergency": gettext_lazy("It was withdrawn, for when the emergency is over."),
        "grant_sessions": gettext_lazy("More sessions were granted."),
    },
}
STATUS = {item.value: item.label for item in reasons.Status}


@dataclass(frozen=True, slots=True)
class Happening:
    at: datetime
    text: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Past:
    first: Sequence[Happening] = ()
    more: Sequence[Happening] = ()


def happenings(records: Iterable[Record], *, content: bool) -> Past:
    """The newest first. `content` is whether the reader may know the status itself."""
    folded: list[Happening] = []
    for record in records:
        said = _said(record, content=content)
        if folded and folded[-1].text == said:
            folded[-1] = replace(folded[-1], times=folded[-1].times + 1)
        else:
            folded.append(Happening(record.at, said))
    return Past(folded[:SHOWN], folded[SHOWN:])


def told(record: Record, who: str = "") -> str:
    """One change as a sentence, said of whom one names; of a case of nobody."""
    known = SAID[record.subject_kind] | SAID_OF_ALL
    return str(known.get(record.transition, record.transition)) % {"who": who}


def _said(record: Record, *, content: bool) -> str:
    said = told(record, _who(record))
    status = STATUS.get(record.facts.get("status", "")) if content else None
    if status:
        return _("%(said)s Status: %(status)s.") % {"said": said, "status": status}
    return said


def _who(record: Record) -> str:
    actor: Any = record.actor
    return str(actor) if actor is not None else str(SYSTEM)
