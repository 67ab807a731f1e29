"""What a bulk act would do to each item: who is concerned and until when, or why it cannot be."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models import BulkAct, Offer, Person, Practitioner, Relationship
from mentoring.models.parties import OFFICES
from mentoring.notices.kinds import REMINDED_BY_HAND
from mentoring.queries import candidates
from mentoring.queries.bulk import AWAITED, Picked
from mentoring.queries.candidates import Candidate
from mentoring.services import pausing
from mentoring.services.absence import today_of
from mentoring.services.extending import permit
from notifications.models import Notice
from workflows import extending
from workflows.arming import plan_of
from workflows.clock import OutsideTable
from workflows.engine import BEYOND_CALENDAR
from workflows.errors import Refused
from workflows.pauses import Standstills
from workflows.policy import ClockKind
from workflows.schedule import merged

Kind = BulkAct.Kind
Given = Mapping[str, Any]

NOBODY_TO_REMIND = _("It waits for the coordinator: there is nobody else to remind.")
REMINDED_TODAY = _("Was reminded by hand today already.")
NOT_SESSIONS = _("A session does not stand still; let its relationship stand still.")
STANDS_STILL = _("Its deadlines run by the clock and do not stand still.")
NOT_LOOKING = _("It does not look for a mentor or coach.")
NOBODY_FREE = _("Nobody else who is qualified has room at present.")


@dataclass(frozen=True, slots=True)
class Outlook:
    """`refused` says why not; else until when it is due then, whom it goes to, and when it is to
    be done if not at once."""

    picked: Picked
    refused: str = ""
    due_to: datetime | None = None
    people: Sequence[Person] = ()
    practitioner: Practitioner | None = None
    opens_at: datetime | None = None

    @property
    def seen(self) -> str:
        """What must still be so when it is done."""
        return seen(self.picked, offered=self.practitioner is not None)


def seen(picked: Picked, *, offered: bool) -> str:
    if offered:
        return f"version {picked.subject.version}"
    row = picked.deadline
    return f"{row.epoch} {row.due_at.isoformat()}" if row else ""


def outlooks(
    kind: str, given: Given, chosen: Sequence[Picked], *, by: User, now: datetime
) -> Sequence[Outlook]:
    """One for each item, in order; nothing is written."""
    Standstills().lay([one.deadline for one in chosen if one.deadline])
    judge = JUDGES[Kind(kind)](chosen, given, by, now)
    return [_judged(one, judge) for one in chosen]


def _judged(picked: Picked, judge: Callable[[Picked], Outlook]) -> Outlook:
    if picked.deadline is None:
        return Outlook(picked, str(extending.DONE_MEANWHILE))
    try:
        return judge(picked)
    except Refused as refused:
        return Outlook(picked, str(refused))
    except ValidationError as invalid:
        return Outlook(picked, " ".join(invalid.messages))
    except OutsideTable:
        return Outlook(picked, str(BEYOND_CALENDAR))


Judge = Callable[[Picked], Outlook]


def _more_time(_chosen: Sequence[Picked], given: Given, by: User, now: datetime) -> Judge:
    def judge(picked: Picked) -> Outlook:
        row = _row(picked)
        permit(picked.subject, row, by)
        longer = extending.preview(row, int(given["days"]), now)
        return Outlook(picked, due_to=longer.due_at, people=_people(picked))

    return judge


def _standing_still(_chosen: Sequence[Picked], given: Given, _by: User, now: datetime) -> Judge:
    days = [date.fromisoformat(given[name]) for name in ("first", "last") if name in given]

    def judge(picked: Picked) -> Outlook:
        row = _row(picked)
        if not isinstance(picked.subject, Relationship):
            return Outlook(picked, str(NOT_SESSIONS))
        if row.policy_version.value.clock is ClockKind.ELAPSED:
            return Outlook(picked, str(STANDS_STILL))
        if not days:
            return Outlook(picked, people=_people(picked))
        span = pausing.span(picked.subject, days[0], days[1], now)
        held, row.standstills = row.standstills, merged([*(row.standstills or ()), span])
        due_to = plan_of(row).due_at
        row.standstills = held
        return Outlook(picked, due_to=due_to, people=_people(picked))

    return judge


def _reminding(chosen: Sequence[Picked], _given: Given, by: User, now: datetime) -> Judge:
    today = today_of(by.person, now)
    notices = Notice.objects.filter(
        kind=REMINDED_BY_HAND, subject_id__in=[one.subject.pk for one in chosen]
    )
    told = {
        (kind, pk, facts["deadline"])
        for kind, pk, facts, at in notices.order_by("pk").values_list(
            "subject_kind", "subject_id", "facts", "created_at"
        )
        if today_of(by.person, at) == today
    }

    def judge(picked: Picked) -> Outlook:
        people = _people(picked)
        if not people:
            return Outlook(picked, str(NOBODY_TO_REMIND))
        if (picked.subject.kind, picked.subject.pk, picked.name) in told:
            return Outlook(picked, str(REMINDED_TODAY))
        return Outlook(picked, due_to=_row(picked).due_at, people=people)

    return judge


def _offering(found: Sequence[Picked], _given: Given, _by: User, now: datetime) -> Judge:
    requests = [one.subject for one in found if _looks(one)]
    chosen = chosen_for(requests, now)
    by_uid = Practitioner.objects.select_related("person").in_bulk(
        [one.uid for one in chosen.values() if one], field_name="uid"
    )

    def judge(picked: Picked) -> Outlook:
        if not _looks(picked):
            return Outlook(picked, str(NOT_LOOKING))
        one = chosen[picked.subject.pk]
        if one is None:
            return Outlook(picked, str(NOBODY_FREE))
        practitioner = by_uid[one.uid]
        return Outlook(picked, people=(practitioner.person,), practitioner=practitioner)

    return judge


JUDGES: Mapping[str, Callable[[Sequence[Picked], Given, User, datetime], Judge]] = {
    Kind.EXTEND: _more_time,
    Kind.PAUSE: _standing_still,
    Kind.REMIND: _reminding,
    Kind.REOFFER: _offering,
}


def chosen_for(requests: Sequence[Relationship], now: datetime) -> dict[int, Candidate | None]:
    """For each the best one who was not asked and is there; nobody gets more than they have room
    for, offers that wait for an answer counted."""
    offers = Offer.objects.filter(relationship__in=[one.pk for one in requests]).order_by("pk")
    asked: dict[int, set[int]] = defaultdict(set)
    for request, practitioner in offers.values_list("relationship", "practitioner"):
        asked[request].add(practitioner)
    found = candidates.for_requests(requests, asked, now)
    waiting = Offer.objects.filter(answer="").order_by("pk")
    busy: Counter[UUID] = Counter(waiting.values_list("practitioner__uid", flat=True))
    return {one.pk: _free(found[one.pk], busy) for one in requests}


def _free(found: Sequence[Candidate], busy: Counter[UUID]) -> Candidate | None:
    for one in found:
        out = one.barred or one.asked or one.away_until is not None
        if not out and one.active + busy[one.uid] < one.capacity:
            busy[one.uid] += 1
            return one
    return None


def _looks(picked: Picked) -> bool:
    subject = picked.subject
    return isinstance(subject, Relationship) and AWAITED.get(str(subject.state)) == picked.name


def _row(picked: Picked) -> Any:
    return picked.deadline


def _people(picked: Picked) -> Sequence[Person]:
    row = _row(picked)
    return () if row.role in OFFICES else tuple(picked.subject.people_in(row.role))
