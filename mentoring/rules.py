"""Who a user is to a subject: one table per machine, each relation a Q over string paths.

The engine asks it who may act, `visible_to` asks it which rows somebody sees.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Final

from django.apps import apps
from django.db.models import F, Q

from mentoring.vocabulary import AppointedRole, LineKind, Role

Relation = Callable[[Any, datetime], Q]

_JAKARTA = timezone(timedelta(hours=7))
_MET: Final = ("agreement", "active", "paused", "closing", "closed", "followed_up")
UNSENT: Final = ("draft", "expired")
# A counselling case in the hands of a counsellor.
HELD: Final = (
    *("assigned", "in_service", "waiting", "referral_asked", "referred"),
    *("emergency", "closing"),
)


def office_day(now: datetime) -> date:
    """The day by which appointments and reporting lines count: that of Jakarta, for everybody."""
    return now.astimezone(_JAKARTA).date()


def start_of(day: date) -> datetime:
    """When that day begins."""
    return datetime.combine(day, time(), _JAKARTA)


def holds(path: str, now: datetime) -> Q:
    """That the dated row behind a path holds on the day of `now`."""
    day = office_day(now)
    return Q(**{f"{path}__valid_from__lte": day}) & (
        Q(**{f"{path}__valid_to": None}) | Q(**{f"{path}__valid_to__gte": day})
    )


def appointed(role: AppointedRole, to: str = "") -> Relation:
    """Appointed for the programme of the relationship at `to`, or for its whole organisation."""
    path = f"{to}organisation__appointments"

    def relation(user: Any, now: datetime) -> Q:
        scope = Q(**{f"{path}__programme": None}) | Q(**{f"{path}__programme": F(f"{to}programme")})
        return (
            Q(**{f"{path}__role": role, f"{path}__person__user": user}) & scope & holds(path, now)
        )

    return relation


def _superior_of(path: str, to: str = "") -> Relation:
    """Direct superior of the person at `path`, once both sides have accepted each other."""
    line = f"{path}__lines"

    def relation(user: Any, now: datetime) -> Q:
        return (
            Q(**{f"{to}state__in": _MET})
            & Q(**{f"{line}__superior__user": user, f"{line}__kind": LineKind.DIRECT_SUPERIOR})
            & holds(line, now)
        )

    return relation


def is_mentee(user: Any, now: datetime) -> Q:
    return Q(mentee__user=user)


def is_practitioner(user: Any, now: datetime) -> Q:
    return Q(practitioner__person__user=user)


def is_offered_practitioner(user: Any, now: datetime) -> Q:
    return Q(offered_to__person__user=user, state="offered")


def is_proposer(user: Any, now: datetime) -> Q:
    return Q(proposed_by__user=user)


def is_invited(user: Any, now: datetime) -> Q:
    """The one of the pair who did not propose the present time."""
    return (is_mentee(user, now) | is_practitioner(user, now)) & ~is_proposer(user, now)


RELATIONSHIP: Final[Mapping[str, Relation]] = {
    Role.MENTEE.value: is_mentee,
    Role.PRACTITIONER.value: is_practitioner,
    Role.OFFERED_PRACTITIONER.value: is_offered_practitioner,
    Role.COORDINATOR.value: appointed(AppointedRole.COORDINATOR),
}

SESSION: Final[Mapping[str, Relation]] = {
    Role.MENTEE.value: is_mentee,
    Role.PRACTITIONER.value: is_practitioner,
    Role.INVITED.value: is_invited,
    Role.PROPOSER.value: is_proposer,
    Role.COORDINATOR.value: appointed(AppointedRole.COORDINATOR, "relationship__"),
}

CORRECTION: Final[Mapping[str, Relation]] = {
    Role.COORDINATOR.value: appointed(AppointedRole.COORDINATOR),
}


def is_reporter(user: Any, now: datetime) -> Q:
    return Q(superior__user=user)


def appointed_to_all(role: AppointedRole) -> Relation:
    """Appointed for the whole organisation of the subject."""
    path = "organisation__appointments"

    def relation(user: Any, now: datetime) -> Q:
        held = {"role": role, "person__user": user, "programme": None}
        return Q(**{f"{path}__{name}": value for name, value in held.items()}) & holds(path, now)

    return relation


def _is(path: str) -> Relation:
    return lambda user, now: Q(**{f"{path}__user": user})


def enters_papers(user: Any, now: datetime) -> Q:
    """While a form awaits signatures; not one about themselves or that they have proposed."""
    office = appointed_to_all(AppointedRole.FORM_OFFICER)(user, now)
    return office & Q(state="written") & ~Q(client__user=user) & ~Q(appraiser__user=user)


PERFORMANCE: Final[Mapping[str, Relation]] = {
    Role.CLIENT.value: _is("client"),
    Role.COUNSELLOR.value: _is("counsellor"),
    Role.APPRAISER.value: _is("appraiser"),
    Role.ADDRESSEE.value: _is("addressee"),
    Role.COORDINATOR.value: appointed_to_all(AppointedRole.COORDINATOR),
    Role.FORM_OFFICER.value: enters_papers,
}

# Of its sealed notes: they are in one relation to all of them, whoever else wrote them.
PERFORMANCE_NOTES: Final[Mapping[str, Relation]] = {
    role.value: _is(f"key__performance_counselling__{role.value}")
    for role in (Role.CLIENT, Role.COUNSELLOR, Role.ADDRESSEE)
}

MATTER: Final[Mapping[str, Relation]] = {
    Role.COORDINATOR.value: appointed(AppointedRole.COORDINATOR),
}


def is_client(user: Any, now: datetime) -> Q:
    return Q(client__user=user)


def is_counsellor(user: Any, now: datetime) -> Q:
    """Unless the two have come into one line since."""
    return Q(counsellor__user=user) & ~Q(kept_out__person__user=user)


def _appointed_for_cases(role: AppointedRole) -> Relation:
    """Of the client's organisation, unless kept out of this case or the client themselves."""
    path = "organisation__appointments"

    def relation(user: Any, now: datetime) -> Q:
        own = Q(**{f"{path}__role": role, f"{path}__person__user": user}) & holds(path, now)
        return own & ~Q(kept_out__person__user=user) & ~is_client(user, now)

    return relation


def coordinates_case(user: Any, now: datetime) -> Q:
    """Not of a case that the client has sent straight to the counsellors."""
    office = _appointed_for_cases(AppointedRole.COUNSELLING_COORDINATOR)
    return office(user, now) & Q(route="coordinator")


def takes_case_in(user: Any, now: datetime) -> Q:
    """The office the client has chosen, as long as there is no counsellor."""
    pool = _appointed_for_cases(AppointedRole.COUNSELLOR)(user, now) & Q(route="pool")
    return (coordinates_case(user, now) | pool) & Q(counsellor=None)


def may_stand_in(user: Any, now: datetime) -> Q:
    """Whom the client has agreed to, as long as the counsellor is away."""
    day = office_day(now)
    absences = apps.get_model("mentoring", "absence")._base_manager
    away = absences.filter(starts_on__lte=day, ends_on__gte=day).values("person")
    agreed = Q(substitute__user=user, state__in=HELD, counsellor__in=away)
    return agreed & ~is_counsellor(user, now) & ~Q(kept_out__person__user=user)


COUNSELLING_CASE: Final[Mapping[str, Relation]] = {
    Role.CLIENT.value: is_client,
    Role.COUNSELLOR.value: is_counsellor,
    Role.SUBSTITUTE.value: may_stand_in,
    Role.COUNSELLING_COORDINATOR.value: coordinates_case,
    Role.INTAKE.value: takes_case_in,
}


def is_requester(user: Any, now: datetime) -> Q:
    return Q(person__user=user)


def _holders(role: AppointedRole, field: str, now: datetime) -> Any:
    """A column of the whole-organisation appointments to an office that hold now."""
    rows = apps.get_model("mentoring", "appointment")._base_manager
    day = office_day(now)
    held = Q(valid_to=None) | Q(valid_to__gte=day)
    return rows.filter(held, role=role, programme=None, valid_from__lte=day).values(field)


def protects_data(user: Any, now: datetime) -> Q:
    """The data protection officer; the head of service where there is none."""
    path = "organisation__appointments"
    whole = {f"{path}__person__user": user, f"{path}__programme": None}
    officer = Q(**{f"{path}__role": AppointedRole.DPO}, **whole) & holds(path, now)
    head = Q(**{f"{path}__role": AppointedRole.HEAD}, **whole) & holds(path, now)
    kept = Q(organisation__in=_holders(AppointedRole.DPO, "organisation", now))
    return officer | (head & ~kept)


def answers_request(user: Any, now: datetime) -> Q:
    """Nobody their own; what an officer asks is the head of service's to answer."""
    path = "organisation__appointments"
    head = {f"{path}__role": AppointedRole.HEAD, f"{path}__person__user": user}
    theirs = Q(person__in=_holders(AppointedRole.DPO, "person", now))
    led = Q(**head, **{f"{path}__programme": None}) & holds(path, now)
    return ((protects_data(user, now) & ~theirs) | (led & theirs)) & ~is_requester(user, now)


DATA_REQUEST: Final[Mapping[str, Relation]] = {
    Role.REQUESTER.value: is_requester,
    Role.DPO.value: answers_request,
}


def found_breach(user: Any, now: datetime) -> Q:
    return Q(finder=user)


def is_told_of_breach(user: Any, now: datetime) -> Q:
    """Concerned, and given their letter to be read in the portal."""
    return Q(people__person__user=user, people__way="portal")


BREACH: Final[Mapping[str, Relation]] = {
    Role.DPO.value: protects_data,
    Role.FINDER.value: found_breach,
    Role.AFFECTED.value: is_told_of_breach,
}


CORRECTION_SEEN: Final[Mapping[str, Relation]] = {
    **CORRECTION,
    Role.REPORTER.value: is_reporter,
}


def _sent(user: Any, now: datetime) -> Q:
    """A coordinator hears of a request once it has been sent."""
    return appointed(AppointedRole.COORDINATOR)(user, now) & ~Q(state__in=UNSENT)


def _to_be_matched(user: Any, now: datetime) -> Q:
    looking = Q(state__in=("requested", "offered", "rematch"))
    return appointed(AppointedRole.COORDINATOR)(user, now) & looking


def _called(user: Any, now: datetime) -> Q:
    """Whoever reports trouble calls the coordinator, who is told and sees the same."""
    troubled = Q(status__in=("attention", "stalled"))
    return appointed(AppointedRole.COORDINATOR)(user, now) & troubled


# What the table of permissions adds to those who act: who sees, and how much of it.
RELATIONSHIP_SEEN: Final[Mapping[str, Relation]] = {
    **RELATIONSHIP,
    Role.COORDINATOR.value: _sent,
    "matching_coordinator": _to_be_matched,
    "called_coordinator": _called,
}

# Who sees that something exists and when, beside those who act in it. Never its content.
RELATIONSHIP_ONLOOKERS: Final[Mapping[str, Relation]] = {
    Role.SUPERIOR_OF_MENTEE.value: _superior_of("mentee"),
    Role.SUPERIOR_OF_PRACTITIONER.value: _superior_of("practitioner__person"),
}

SESSION_ONLOOKERS: Final[Mapping[str, Relation]] = {
    Role.SUPERIOR_OF_MENTEE.value: _superior_of("mentee", "relationship__"),
    Role.SUPERIOR_OF_PRACTITIONER.value: _superior_of("practitioner__person", "relationship__"),
}
