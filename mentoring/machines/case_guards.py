"""What must be true before a change of a counselling case, each with the words that say why not.

As in `mentoring.guards`, a guard that depends on an input holds while the input is not there yet.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.guards import Data, is_sound
from workflows.guards import guard

ATTEMPTS: Final = 3
LONGEST_WAIT: Final = timedelta(days=90)


def _counsellor(subject: Any, data: Data) -> Any:
    return subject.named_counsellor(data["counsellor"]) if "counsellor" in data else None


@guard(_("Nobody of that name is appointed as counsellor here."))
def counsellor_is_appointed(subject: Any, *, data: Data, now: datetime) -> bool:
    return "counsellor" not in data or _counsellor(subject, data) is not None


@guard(_("Nobody counsels themselves."))
def counsellor_is_somebody_else(subject: Any, *, data: Data, now: datetime) -> bool:
    found = _counsellor(subject, data)
    return found is None or found.pk != subject.client_id


@guard(_("One of the two is a superior of the other, so this counsellor cannot take it."))
def counsellor_is_in_no_line(subject: Any, *, data: Data, now: datetime) -> bool:
    found = _counsellor(subject, data)
    return found is None or not subject.is_in_line(found, rules.office_day(now))


@guard(_("The client has named this person as somebody who must not have to do with it."))
def counsellor_is_not_named(subject: Any, *, data: Data, now: datetime) -> bool:
    found = _counsellor(subject, data)
    return found is None or not subject.keeps_out(found)


@guard(_("This counsellor takes on nobody new at present."))
def counsellor_takes_on_others(subject: Any, *, data: Data, now: datetime) -> bool:
    """Whoever has had the use of their data restricted goes on with those they have."""
    found = _counsellor(subject, data)
    return found is None or not found.is_restricted(now)


MAY_BE_ASSIGNED: Final = (
    counsellor_is_appointed,
    counsellor_is_somebody_else,
    counsellor_is_in_no_line,
    counsellor_is_not_named,
    counsellor_takes_on_others,
)


@guard(_("This is the counsellor already. Name somebody else to stand in."))
def substitute_is_another(subject: Any, *, data: Data, now: datetime) -> bool:
    found = _counsellor(subject, data)
    return found is None or found.pk != subject.counsellor_id


@guard(_("The client has not agreed that somebody else stands in."))
def client_agrees_to_a_substitute(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.substitute_agreed)


@guard(_("The client has named nobody yet who may stand in."))
def substitute_is_named(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.substitute_id not in {None, subject.counsellor_id}


@guard(_("The counsellor is not away. Only then does somebody stand in."))
def counsellor_is_away(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.is_away(subject.counsellor, rules.office_day(now)))


@guard(_("Whom the client has named cannot take it now: kept out of it, away or not appointed."))
def substitute_may_have_it(subject: Any, *, data: Data, now: datetime) -> bool:
    found, day = subject.substitute, rules.office_day(now)
    if found is None:
        return True
    may = subject.may_hold(found, day) and not found.is_restricted(now)
    return may and not subject.is_away(found, day)


@guard(_("Nobody is standing in."))
def somebody_stands_in(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.stands_in_for is not None


@guard(_("Who was away cannot have it back: kept out of it, or not appointed any more."))
def who_was_away_may_have_it(subject: Any, *, data: Data, now: datetime) -> bool:
    found = subject.stands_in_for
    return found is None or subject.may_hold(found, rules.office_day(now))


@guard(_("This is nobody who could have to do with it, or they are kept out of it already."))
def may_be_kept_out(subject: Any, *, data: Data, now: datetime) -> bool:
    if "out" not in data:
        return True
    found = subject.of_service(data["out"])
    return found is not None and not subject.keeps_out(found)


@guard(_("Nobody would be left who could have to do with it. You can withdraw it instead."))
def somebody_is_left(subject: Any, *, data: Data, now: datetime) -> bool:
    found = subject.of_service(data["out"]) if "out" in data else None
    return found is None or subject.leaves_somebody(found)


@guard(_("You have not named this person."))
def was_named(subject: Any, *, data: Data, now: datetime) -> bool:
    return "back" not in data or data["back"] in {str(one.uid) for one in subject.named_out()}


MAY_STAND_IN: Final = (
    client_agrees_to_a_substitute,
    substitute_is_named,
    counsellor_is_away,
    substitute_may_have_it,
)


@guard(_("The text of the consent has changed. Read it again before you agree."))
def text_is_in_force(subject: Any, *, data: Data, now: datetime) -> bool:
    return "text" not in data or subject.consent_text(data["text"]) is not None


@guard(_("A client who came through the portal agrees there, in person."))
def came_another_way(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.way_in != "portal")


@guard(_("There is no counsellor any more. Close it, and ask anew."))
def is_counselled(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.counsellor_id is not None


@guard(_("The client has not agreed, or not any more, so nothing may be written down."))
def consent_is_given(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.consented_at is not None and not subject.is_ending


@guard(_("It is withdrawn already."))
def is_not_withdrawn(subject: Any, *, data: Data, now: datetime) -> bool:
    return not subject.is_ending


@guard(
    _(
        "It was withdrawn and ends with the emergency. Write under “Somebody else was told” whom"
        " you have told."
    )
)
def is_not_ending(subject: Any, *, data: Data, now: datetime) -> bool:
    return not subject.is_ending


@guard(_("Three attempts to reach the client are needed before it may end for that reason."))
def was_tried_three_times(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.attempts >= ATTEMPTS)


@guard(_("It waits until a day to come, at most 90 days from now."))
def wait_is_bounded(subject: Any, *, data: Data, now: datetime) -> bool:
    return "until" not in data or now < data["until"] <= now + LONGEST_WAIT


@guard(_("A session begins in the future, ends after it begins and lasts eight hours at most."))
def time_is_sound(subject: Any, *, data: Data, now: datetime) -> bool:
    return "starts_at" not in data or is_sound(data["starts_at"], data["ends_at"], now)


@guard(_("You have something else at that time, or are away."))
def counsellor_is_free(subject: Any, *, data: Data, now: datetime) -> bool:
    return "starts_at" not in data or subject.is_free(data["starts_at"], data["ends_at"])


@guard(_("A session is planned already. Say first how that one went."))
def nothing_is_planned(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.next_starts_at is None


def _grants_by_rule(subject: Any) -> bool:
    """Whoever coordinates it decides; a counsellor only as far as the agency has said before."""
    return "counselling_coordinator" not in subject.acting_roles


@guard(_("Here the counselling coordinator grants more."))
def nobody_coordinates_it(subject: Any, *, data: Data, now: datetime) -> bool:
    return not _grants_by_rule(subject) or subject.route == "pool"


@guard(
    _(
        "That is more than the organisation lets counsellors grant. The client can let the"
        " counselling coordinator see this, who can grant more."
    )
)
def extension_is_authorised(subject: Any, *, data: Data, now: datetime) -> bool:
    if not _grants_by_rule(subject):
        return True
    return bool(subject.sessions_allowed + data.get("sessions", 1) <= subject.most_sessions())


MAY_BE_EXTENDED: Final = (nobody_coordinates_it, extension_is_authorised)


@guard(_("The sessions are used up. More must be granted first."))
def sessions_are_left(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.sessions_used < subject.sessions_allowed)


MAY_BE_PLANNED: Final = (nothing_is_planned, sessions_are_left, time_is_sound, counsellor_is_free)


@guard(_("No session is planned."))
def session_is_planned(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.next_starts_at is not None


@guard(_("The session has not begun yet. Until then it can only be called off."))
def session_has_begun(subject: Any, *, data: Data, now: datetime) -> bool:
    planned, said = subject.next_starts_at, data.get("attendance")
    return planned is None or said in {None, "called_off"} or planned <= now


@guard(_("The counselling coordinator sees this case already."))
def coordinator_is_left_out(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.route == "pool")
