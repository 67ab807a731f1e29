"""What must be true before a change of a counselling on performance, and what says that it is not.

A guard that depends on an input holds while the input is not there yet.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.guards import Data
from mentoring.machines.performance_fields import SIDES, sides_of
from mentoring.machines.reasons import CounsellorKind, FollowUp
from workflows.guards import guard

ONE_AT_A_TIME: Final = _("You have proposed counselling for this person already; see that one.")
TO_READ: Final = timedelta(days=7)
LONGEST_FOLLOW_UP: Final = timedelta(days=366)


def _candidate(subject: Any, data: Data) -> Any:
    return subject.colleague(data["counsellor"]) if "counsellor" in data else None


@guard(_("There is no such person in the organisation."))
def counsellor_exists(subject: Any, *, data: Data, now: datetime) -> bool:
    return "counsellor" not in data or _candidate(subject, data) is not None


@guard(_("It is about you: another service coordinator sees to it."))
def is_not_about_oneself(subject: Any, *, data: Data, now: datetime) -> bool:
    return "client" not in subject.acting_roles


@guard(_("Nobody counsels themselves."))
def counsellor_is_somebody_else(subject: Any, *, data: Data, now: datetime) -> bool:
    candidate = _candidate(subject, data)
    return candidate is None or candidate.pk != subject.client_id


@guard(_("This person is not on record as an official whose function is counselling."))
def official_is_appointed(subject: Any, *, data: Data, now: datetime) -> bool:
    candidate = _candidate(subject, data)
    if candidate is None or data["kind"] != CounsellorKind.OFFICIAL:
        return True
    return bool(subject.is_official(candidate, rules.office_day(now)))


@guard(_("This person has no counselling qualification on record that is valid today."))
def counsellor_is_qualified(subject: Any, *, data: Data, now: datetime) -> bool:
    """Asked of independent ones, and of the appraiser in whatever hat."""
    candidate = _candidate(subject, data)
    if candidate is None:
        return True
    asked = data["kind"] == CounsellorKind.INDEPENDENT or candidate.pk == subject.appraiser_id
    return not asked or bool(subject.is_qualified(candidate, rules.office_day(now)))


@guard(_("An independent counsellor is no superior, subordinate or appraiser of the client."))
def independent_is_not_near(subject: Any, *, data: Data, now: datetime) -> bool:
    candidate = _candidate(subject, data)
    if candidate is None or data["kind"] != CounsellorKind.INDEPENDENT:
        return True
    return not subject.is_near(candidate, rules.office_day(now))


@guard(_("This person is a subordinate of the client, and so does not counsel them."))
def official_is_no_subordinate(subject: Any, *, data: Data, now: datetime) -> bool:
    """A superior may be the official; an independent one is nobody near in any case."""
    candidate = _candidate(subject, data)
    if candidate is None or data["kind"] != CounsellorKind.OFFICIAL:
        return True
    return not subject.is_under_client(candidate, rules.office_day(now))


@guard(_("This counsellor takes on nobody new at present."))
def counsellor_takes_on_others(subject: Any, *, data: Data, now: datetime) -> bool:
    """Whoever has had the use of their data restricted goes on with those they have."""
    found = _candidate(subject, data)
    return found is None or not found.is_restricted(now)


MAY_BE_ASSIGNED: Final = (
    is_not_about_oneself,
    counsellor_exists,
    counsellor_is_somebody_else,
    counsellor_takes_on_others,
    official_is_appointed,
    counsellor_is_qualified,
    independent_is_not_near,
    official_is_no_subordinate,
)


@guard(
    _(
        "You have no counselling qualification on record that is valid today; an independent"
        " counsellor or an official whose function is counselling is assigned."
    )
)
def appraiser_is_qualified(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.is_qualified(subject.appraiser, rules.office_day(now)))


# The form.


@guard(_("Open and read the form first."))
def client_has_read(subject: Any, *, data: Data, now: datetime) -> bool:
    return "client" not in subject.acting_roles or subject.was_read()


@guard(_("You have signed already."))
def has_not_signed_form(subject: Any, *, data: Data, now: datetime) -> bool:
    sides = set(SIDES) & subject.acting_roles
    return not sides or any(getattr(subject, f"{side}_signed_at") is None for side in sides)


@guard(_("Whose signature it is has signed already."))
def paper_adds_a_signature(subject: Any, *, data: Data, now: datetime) -> bool:
    sides = sides_of(data["whose"]) if "whose" in data else SIDES
    return any(getattr(subject, f"{side}_signed_at") is None for side in sides)


@guard(_("Hand the file in together with your signature."))
def file_is_handed_in(subject: Any, *, data: Data, now: datetime) -> bool:
    """In this very act, by whoever acts: nobody signs with a file of somebody else."""
    if "file" not in data:
        return True
    found, sides = subject.upload(data["file"]), set(SIDES) & subject.acting_roles
    acting = {getattr(subject, side).user_id for side in sides}
    if "form_officer" in subject.acting_roles:
        acting |= subject.form_officers(rules.office_day(now))
    return bool(found) and found.note.created_at == now and found.note.author_id in acting


@guard(_("Sign the form yourself first."))
def counsellor_has_signed(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.counsellor_signed_at is not None


@guard(_("The client has seven days to read and sign the form."))
def client_had_time(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.written_at is not None and subject.written_at + TO_READ <= now


# The report, and what follows.


@guard(_("Nobody is on record to receive the result; ask the service coordinator."))
def receiver_is_known(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.receiver(rules.office_day(now)) is not None


@guard(_("Say until when it is to be done: a day to come, within a year."))
def end_is_given(subject: Any, *, data: Data, now: datetime) -> bool:
    if data.get("follow_up") in {None, FollowUp.NONE}:
        return True
    day, today = data.get("until"), rules.office_day(now)
    return day is not None and today < day <= today + LONGEST_FOLLOW_UP
