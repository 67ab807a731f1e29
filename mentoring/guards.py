"""What must be true before a change, each with the words that say what is missing.

A guard that depends on an input holds while the input is not there yet.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mentoring import rules
from workflows.guards import guard

LONGEST_PAUSE: Final = timedelta(days=180)
LONGEST_SESSION: Final = timedelta(hours=8)

Data = Mapping[str, Any]

# Relationship: the mentee's side.


@guard(_("Say first what you would like help with."))
def aim_is_written(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.aim.strip())


# Relationship: the practitioner's side. They judge whom the data name, else whom the offer names.


def _candidate(subject: Any, data: Data) -> Any:
    """The practitioner in question; None while nobody is named yet."""
    if "practitioner" in data:
        return subject.candidate(data["practitioner"])
    return subject.offered_to if subject.state == "offered" else None


@guard(_("There is no such mentor or coach."))
def practitioner_exists(subject: Any, *, data: Data, now: datetime) -> bool:
    return "practitioner" not in data or _candidate(subject, data) is not None


@guard(_("Nobody can be their own mentor or coach."))
def practitioner_is_somebody_else(subject: Any, *, data: Data, now: datetime) -> bool:
    candidate = _candidate(subject, data)
    return candidate is None or candidate.person_id != subject.mentee_id


@guard(_("This person is not qualified for the discipline of the programme."))
def practitioner_is_qualified(subject: Any, *, data: Data, now: datetime) -> bool:
    candidate = _candidate(subject, data)
    return candidate is None or subject.is_qualified(candidate, rules.office_day(now))


@guard(_("The mentor or coach has not accepted the code of conduct yet."))
def has_accepted_code_of_conduct(subject: Any, *, data: Data, now: datetime) -> bool:
    candidate = _candidate(subject, data)
    return candidate is None or bool(candidate.code_of_conduct_version)


@guard(_("The mentor or coach has no room for another person."))
def has_room(subject: Any, *, data: Data, now: datetime) -> bool:
    candidate = _candidate(subject, data)
    return candidate is None or candidate.active < candidate.capacity


@guard(_("The mentor or coach takes on nobody new at present."))
def takes_on_others(subject: Any, *, data: Data, now: datetime) -> bool:
    """Whoever has had the use of their data restricted goes on with those they have."""
    candidate = _candidate(subject, data)
    return candidate is None or not candidate.person.is_restricted(now)


@guard(_("The programme has a rule about superiors as mentors that this pair does not meet."))
def superior_rule_is_met(subject: Any, *, data: Data, now: datetime) -> bool:
    candidate = _candidate(subject, data)
    return candidate is None or subject.meets_superior_rule(candidate, rules.office_day(now))


@guard(_("These two already work together."))
def pair_is_new(subject: Any, *, data: Data, now: datetime) -> bool:
    candidate = _candidate(subject, data)
    return candidate is None or not subject.is_paired_with(candidate)


MAY_ACCEPT: Final = (has_accepted_code_of_conduct, has_room, pair_is_new)
MAY_BE_OFFERED: Final = (
    practitioner_exists,
    practitioner_is_somebody_else,
    practitioner_is_qualified,
    takes_on_others,
    superior_rule_is_met,
    *MAY_ACCEPT,
)

# Relationship: both sides. `acting_roles` says on which of them the actor stands.


def _not_done(subject: Any, what: str) -> bool:
    """That one of the sides the actor stands on has not done `what` yet."""
    sides = {"mentee", "practitioner"} & subject.acting_roles
    return not sides or any(getattr(subject, f"{side}_{what}_at") is None for side in sides)


@guard(_("You have signed already."))
def has_not_signed(subject: Any, *, data: Data, now: datetime) -> bool:
    return _not_done(subject, "signed")


@guard(_("You have looked back already."))
def has_not_reflected(subject: Any, *, data: Data, now: datetime) -> bool:
    return _not_done(subject, "reflected")


@guard(_("The agreement must end on a day to come."))
def end_lies_ahead(subject: Any, *, data: Data, now: datetime) -> bool:
    return "ends_on" not in data or data["ends_on"] > rules.office_day(now)


@guard(_("A pause ends on a day to come, at most 180 days from now."))
def pause_is_bounded(subject: Any, *, data: Data, now: datetime) -> bool:
    today = rules.office_day(now)
    return "until" not in data or today < data["until"] <= today + LONGEST_PAUSE


# Session.


@guard(_("The mentoring is not active at present."))
def relationship_is_active(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.relationship.state == "active")


@guard(_("The proposed time is over."))
def start_lies_ahead(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.starts_at > now)


@guard(_("A session begins in the future, ends after it begins and lasts eight hours at most."))
def new_time_is_sound(subject: Any, *, data: Data, now: datetime) -> bool:
    return "starts_at" not in data or is_sound(data["starts_at"], data["ends_at"], now)


def is_sound(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether a session may be proposed for this time."""
    return now < starts_at < ends_at and ends_at - starts_at <= LONGEST_SESSION


@guard(_("One of you has something else at that time, or is away."))
def is_free_of_overlap(subject: Any, *, data: Data, now: datetime) -> bool:
    """One answer for all of it: nobody learns what takes somebody's time."""
    return not subject.who_is_taken().exists()


MAY_CONFIRM: Final = (relationship_is_active, start_lies_ahead, is_free_of_overlap)


@guard(_("The session has not begun yet."))
def has_begun(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.starts_at <= now)


@guard(_("You have confirmed already."))
def has_not_confirmed(subject: Any, *, data: Data, now: datetime) -> bool:
    return _not_done(subject, "confirmed")


# Correction. They judge whom the data name; "unit_head" means that no line is kept.

YEAR: Final = timedelta(days=366)


def _superior(subject: Any, data: Data) -> Any:
    """The person named; None while nobody is, or if the head of the unit is meant."""
    named = data.get("superior", "")
    return subject.named_superior(named) if "-" in named else None


@guard(_("There is no such person in the organisation."))
def superior_exists(subject: Any, *, data: Data, now: datetime) -> bool:
    return "-" not in data.get("superior", "") or _superior(subject, data) is not None


@guard(_("Nobody is their own superior."))
def superior_is_somebody_else(subject: Any, *, data: Data, now: datetime) -> bool:
    named = _superior(subject, data)
    return named is None or named.pk != subject.person_id


@guard(_("This is who says it is not so. If the entry is right after all, refuse the correction."))
def superior_is_another(subject: Any, *, data: Data, now: datetime) -> bool:
    named = _superior(subject, data)
    return named is None or named.pk != subject.superior_id


@guard(_("This person is under them: the two would be each other's superiors."))
def superior_is_not_below(subject: Any, *, data: Data, now: datetime) -> bool:
    named = _superior(subject, data)
    return named is None or not subject.is_over(named, data["valid_from"])


@guard(_("No superior is on record, so the head of the unit counts already. Name a person."))
def head_is_a_change(subject: Any, *, data: Data, now: datetime) -> bool:
    return "-" in data.get("superior", "-") or subject.has_line(data["valid_from"])


@guard(_("Give today or a day of the past year: until then who said no would be told again."))
def day_has_come(subject: Any, *, data: Data, now: datetime) -> bool:
    today = rules.office_day(now)
    return "valid_from" not in data or today - YEAR <= data["valid_from"] <= today


@guard(_("A superior from a later day is on record; give a day after that."))
def line_lets_change(subject: Any, *, data: Data, now: datetime) -> bool:
    ending = "-" not in data.get("superior", "-")
    return "valid_from" not in data or not subject.line_bars(data["valid_from"], ending=ending)


MAY_NAME_SUPERIOR: Final = (
    superior_exists,
    superior_is_somebody_else,
    superior_is_another,
    day_has_come,
    line_lets_change,
    superior_is_not_below,
    head_is_a_change,
)
