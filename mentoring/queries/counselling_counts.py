"""How many counsellings have ended in a time, by how they ended and beside what: never crossed.

The numbers are for `small_cells.publishable` and nobody else. No sealed text is read for them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from mentoring.machines.case_reasons import CaseEnd, WayIn
from mentoring.machines.case_states import CaseState
from mentoring.machines.performance import PerformanceState
from mentoring.machines.reasons import FollowUp
from mentoring.models import CounsellingCase, Organisation, PerformanceCounselling, Person
from workflows.models import Record

OUTCOME, WAY_IN, UNIT = "outcome", "way_in", "unit"
# A unit of fewer people than this is in no list.
SMALLEST_UNIT: Final = 10
OTHER_UNITS: Final = ""

_GOES_ON = "goes_on"
_CASE_ENDED = (CaseState.CONSENT_REFUSED, CaseState.WITHDRAWN, CaseState.NO_CONTACT)
_COUNSELLING_ENDED = (PerformanceState.WITHDRAWN, PerformanceState.NOT_ATTENDED)
OUTCOMES: Final[Mapping[str, Mapping[str, Any]]] = {
    CounsellingCase.kind: {
        **{one.value: one.label for one in (*CaseEnd, *_CASE_ENDED)},
        _GOES_ON: _("Went on after its end"),
    },
    PerformanceCounselling.kind: {one.value: one.label for one in (*FollowUp, *_COUNSELLING_ENDED)},
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of numbers; `names` are those of codes that are nobody's but this report's."""

    code: str
    counts: Mapping[str, int]
    names: Mapping[str, str]


def cases(organisation: Organisation, since: datetime, until: datetime) -> Sequence[Listed]:
    """Counselling cases (class C): by outcome and by way in; never by unit."""
    rows = _ended(CounsellingCase, organisation, since, until, (CaseState.CLOSED, *_CASE_ENDED))
    found = list(rows.values_list("state", "end_reason", "way_in"))
    over = [_outcome(state, end) for state, end, _way in found]
    return [
        Listed(OUTCOME, _counted(OUTCOMES[CounsellingCase.kind], over), {}),
        Listed(WAY_IN, _counted(WayIn.values, (way for _state, _end, way in found)), {}),
    ]


def _outcome(state: str, reason: str) -> str:
    """An emergency after the close may have led on to more."""
    if state in _CASE_ENDED:
        return state
    return reason if state in {CaseState.CLOSED, CaseState.FOLLOWED_UP} else _GOES_ON


def counsellings(organisation: Organisation, since: datetime, until: datetime) -> Sequence[Listed]:
    """Counsellings on performance: by outcome, and by the client's unit where it is large."""
    ended = (PerformanceState.CLOSED, *_COUNSELLING_ENDED)
    rows = _ended(PerformanceCounselling, organisation, since, until, ended)
    found = list(rows.values_list("state", "follow_up", "client__unit__uid"))
    over = [follows if state not in _COUNSELLING_ENDED else state for state, follows, _u in found]
    units = _large_units(organisation)
    beside = (str(unit) if str(unit) in units else OTHER_UNITS for _state, _f, unit in found)
    return [
        Listed(OUTCOME, _counted(OUTCOMES[PerformanceCounselling.kind], over), {}),
        Listed(UNIT, _counted([*units, OTHER_UNITS], beside), units),
    ]


def _ended(
    model: Any, organisation: Organisation, since: datetime, until: datetime, ends: Sequence[Any]
) -> QuerySet[Any]:
    """Those that ended in that time, each in the one time in which it first did."""
    told = Record.objects.filter(subject_kind=model.kind, to_state__in=ends).order_by()
    first = told.values("subject_id").annotate(at=Min("at"))
    in_time = first.filter(at__gte=since, at__lt=until).values("subject_id")
    rows: QuerySet[Any] = model.objects.filter(organisation=organisation, pk__in=in_time)
    return rows


def _counted(codes: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    """Of each code, in their order; a code that is none of them is a mistake, not an eighth row."""
    counts = Counter(found)
    numbers = {code: counts.pop(code, 0) for code in codes}
    if counts:
        raise ValueError(f"counsellings ended in {sorted(counts)}, which no list has")
    return numbers


def _large_units(organisation: Organisation) -> dict[str, str]:
    """Names of the units with enough people to be in a list, by uid, in the order of their age."""
    people = Person.objects.filter(organisation=organisation, user__is_active=True)
    large = people.values("unit").annotate(people=Count("pk")).filter(people__gte=SMALLEST_UNIT)
    units = organisation.units.filter(pk__in=large.values("unit")).order_by("pk")
    return {str(uid): name for uid, name in units.values_list("uid", "name")}
