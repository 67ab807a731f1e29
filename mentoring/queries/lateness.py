"""What an escalation told a superior: which date has passed, and whether they reminded anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from mentoring.models import (
    Acknowledgement,
    Correction,
    PerformanceCounselling,
    Person,
    Relationship,
    Session,
)
from mentoring.queries import access
from mentoring.vocabulary import SUPERIORS
from notifications.models import Notice
from workflows.machine import Machine
from workflows.models import Deadline

# Hops of a path that lead to the office above; the others say how it is held or passed by.
LEADING = frozenset({"line", "unit_head"})


@dataclass(frozen=True, slots=True)
class Lateness:
    """One deadline as a superior was told of it; `reminded_at` is when they said they reminded."""

    notice: Notice
    deadline: Deadline
    reminded_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it is still awaited."""
        return self.deadline.closed_at is None

    @property
    def role(self) -> str:
        """As what a superior was sought: a role of `vocabulary.SUPERIORS`."""
        return str(self.notice.path[0]["role"]) if self.notice.path else ""

    @property
    def over(self) -> str:
        """The uid of the person whose superior was sought."""
        return str(self.notice.facts.get("over_uid", ""))

    @property
    def below(self) -> str:
        """The uid of who stands right below the office that was told; else "".

        The search climbs from office to office; a deputy is told in the place of the last one.
        """
        chain = [hop["who"] for hop in self.notice.path[1:] if hop["way"] in LEADING]
        return str([self.over, *chain][-2]) if chain else ""


def of_notice(notice: Notice) -> Lateness | None:
    """None when the notice is not about a deadline."""
    found = _of([notice])
    return found[0] if found else None


def of_subject(subject: Machine, user: Any, now: datetime) -> Mapping[int, Lateness]:
    """What the user was told as a superior of a subject's open deadlines, by their primary key."""
    rows = access.rows("escalation", user, now).select_related("acknowledgement")
    rows = rows.filter(subject_kind=subject.kind, subject_id=subject.pk)
    told = _of(list(rows.order_by("created_at", "pk")))
    return {each.deadline.pk: each for each in told if each.stands}


def person_below(notice: Notice) -> Person | None:
    """Whose superior the recipient was taken for."""
    found = of_notice(notice)
    rows = Person.objects.select_related("organisation__calendar", "unit__calendar", "user")
    return rows.filter(uid=found.below).first() if found and found.below else None


def corrections_by(user: Any) -> Mapping[str, Correction]:
    """The last correction the user has reported of each person, by the person's uid."""
    rows = Correction.objects.filter(superior__user=user).select_related("person")
    return {str(row.person.uid): row for row in rows.order_by("pk")}


def told_to(person: Person, now: datetime) -> Sequence[Lateness]:
    """What somebody was told as a superior and is still awaited, each deadline once."""
    rows = access.rows("escalation", person.user, now).select_related("acknowledgement")
    return _standing(rows)


def escalated_over(person: Person, now: datetime) -> Sequence[Lateness]:
    """What superiors of somebody were told, or could not be, and is still awaited."""
    mentors = Q(practitioner__person=person)
    pairs = Relationship.objects.filter(Q(mentee=person) | mentors)
    sessions = Session.objects.filter(Q(mentee=person) | mentors)
    own = Q(subject_kind=Relationship.kind, subject_id__in=pairs.values("pk")) | Q(
        subject_kind=Session.kind, subject_id__in=sessions.values("pk")
    )
    proposed = PerformanceCounselling.objects.filter(appraiser=person)
    own |= Q(subject_kind=PerformanceCounselling.kind, subject_id__in=proposed.values("pk"))
    rows = Notice.objects.filter(own, kind__startswith="escalation.", not_sent="")
    rows = rows.filter(facts__over_uid=str(person.uid), created_at__lte=now)
    return _standing(rows.select_related("acknowledgement"))


def superiors_told(told: Sequence[Lateness]) -> set[tuple[int, int]]:
    """Pairs of a deadline's id and the id of a user who was told of it as a superior."""
    named = {f"deadline:{each.deadline.uid}:": each.deadline.pk for each in told}
    causes = Q(pk__in=[])
    for cause in named:
        causes |= Q(cause__startswith=cause)
    rows = Notice.objects.filter(causes, not_sent="", facts__role__in=list(SUPERIORS))
    rows = rows.filter(kind__startswith="escalation.").order_by("pk")
    return {
        (named[f"deadline:{cause.split(':')[1]}:"], user)
        for cause, user in rows.values_list("cause", "recipient_id")
    }


def _standing(rows: QuerySet[Notice]) -> list[Lateness]:
    found = {each.deadline.pk: each for each in _of(list(rows.order_by("created_at", "pk")))}
    return [each for each in found.values() if each.stands]


def acknowledgements(subject: Machine) -> Sequence[Acknowledgement]:
    """Who reminded of what is still awaited of a subject, the latest first."""
    rows = Acknowledgement.objects.filter(
        deadline__subject_kind=subject.kind,
        deadline__subject_id=subject.pk,
        deadline__closed_at=None,
    )
    return list(rows.select_related("person", "deadline").order_by("-at", "-pk"))


def _of(notices: Sequence[Notice]) -> list[Lateness]:
    named = {notice.pk: _deadline(notice) for notice in notices}
    rows = Deadline.objects.filter(uid__in={uid for uid in named.values() if uid})
    deadlines = {str(row.uid): row for row in rows.order_by("pk")}
    return [
        Lateness(notice, deadlines[uid], _reminded(notice))
        for notice in notices
        if (uid := named[notice.pk]) in deadlines
    ]


def _deadline(notice: Notice) -> str:
    origin, _colon, rest = notice.cause.partition(":")
    return rest.partition(":")[0] if origin == "deadline" else ""


def _reminded(notice: Notice) -> datetime | None:
    try:
        return notice.acknowledgement.at
    except Acknowledgement.DoesNotExist:
        return None
