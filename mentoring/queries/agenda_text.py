"""The statements behind the worklist for programs, each written once with the ORM and compiled.

Each list picks its deadlines by its index; one frame adds what a line shows of their subjects.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL

from mentoring import rules
from mentoring.models import Correction, Matter, PerformanceCounselling, Relationship, Session
from mentoring.queries import docket
from mentoring.queries.docket import ANNOUNCES, Rows
from mentoring.vocabulary import Role
from workflows.kept import Place, Text
from workflows.models import Deadline

TURN, WAITING, SESSIONS, OFFICE, STAFF = "turn", "waiting", "sessions", "office", "staff"
MENTEE, PRACTITIONER = Role.MENTEE.value, Role.PRACTITIONER.value
_COLUMNS: Final = ("id", "due_at", "uid", "name", "role", "subject_kind", "subject_id")
_SIDE: Final = "side"

_SUPERIORS: Final = {
    MENTEE: rules.RELATIONSHIP_ONLOOKERS[Role.SUPERIOR_OF_MENTEE.value],
    PRACTITIONER: rules.RELATIONSHIP_ONLOOKERS[Role.SUPERIOR_OF_PRACTITIONER.value],
}
_BY_BOTH: Final = {Role.UNSIGNED: "signed", Role.UNREFLECTED: "reflected"}
_COORDINATED: Final[Sequence[tuple[Any, rules.Relation]]] = (
    (Relationship, rules.RELATIONSHIP_SEEN[Role.COORDINATOR.value]),
    (Session, rules.SESSION[Role.COORDINATOR.value]),
    (Correction, rules.CORRECTION[Role.COORDINATOR.value]),
    (Matter, rules.MATTER[Role.COORDINATOR.value]),
    (PerformanceCounselling, rules.PERFORMANCE[Role.COORDINATOR.value]),
)
_LIMITED: Final = [model.kind for model, _relation in _COORDINATED if model.disclosure != "A"]
# The picked deadlines with their subjects: the mentee, or whom it is about, and the practitioner
# or counsellor.
_SHOWN: Final = """
WITH d ({columns}) AS ({picked})
SELECT d.due_at, d.uid, d.name, d.role, d.subject_kind,
    COALESCE(r.uid, s.uid, c.uid, a.uid, k.uid),
    COALESCE(r.state, s.state, c.state, a.state, k.state),
    m.user_id, m.title_before, m.name, m.title_after,
    p.title_before, p.name, p.title_after, {side}
FROM d
    LEFT JOIN mentoring_relationship r ON d.subject_kind = 'relationship' AND r.id = d.subject_id
    LEFT JOIN mentoring_session s ON d.subject_kind = 'session' AND s.id = d.subject_id
    LEFT JOIN mentoring_correction c ON d.subject_kind = 'correction' AND c.id = d.subject_id
    LEFT JOIN mentoring_matter a ON d.subject_kind = 'matter' AND a.id = d.subject_id
    LEFT JOIN mentoring_performancecounselling k
        ON d.subject_kind = 'performance_counselling' AND k.id = d.subject_id
    LEFT JOIN mentoring_person m
        ON m.id = COALESCE(r.mentee_id, s.mentee_id, c.person_id, a.person_id, k.client_id)
    LEFT JOIN mentoring_practitioner g ON g.id = COALESCE(r.practitioner_id, s.practitioner_id)
    LEFT JOIN mentoring_person p ON p.id = COALESCE(g.person_id, k.counsellor_id)
ORDER BY d.due_at, d.id
"""
# Of each programme the first, as an index gives them, and of these the first.
_OF_EACH: Final = """
SELECT x.* FROM unnest(%s::text[]) AS mine(scope) CROSS JOIN LATERAL ({one}) AS x ({columns})
ORDER BY x.due_at, x.id LIMIT {read}
"""


@cache
def text(
    vendor: str, name: str, office: bool, going_on: bool, read: int, limited: bool = True
) -> Text:
    """Asks for `user` and `now`; `office` also what awaits the reader's office; `going_on` also
    for `at` and `uid`, and the list OFFICE for `scopes`. Without `limited` class A alone."""

    def start(now: Any) -> Rows:
        rows = Deadline.objects.open() if name == STAFF else docket.leading(now)
        rows = rows if limited else rows.exclude(subject_kind__in=_LIMITED)
        last = Deadline.objects.filter(uid=Place("uid")).values("pk")
        return docket.behind(rows, Place("at"), Subquery(last)) if going_on else rows

    picked = _PICKED[name](start(Place("now")), vendor, office, read)
    own, side = ((_SIDE,), "d.side") if name == STAFF else ((), "''")
    columns = ", ".join((*_COLUMNS, *own))
    return Text(_SHOWN.format(columns=columns, picked=picked.sql, side=side), picked.params, 0)


def _own(branches: docket.Branches) -> Callable[..., Text]:
    def build(rows: Rows, _vendor: str, office: bool, read: int) -> Text:
        return _compiled(docket.first_of(branches(rows, *_places(), office), read))

    return build


def _served(rows: Rows, vendor: str, _office: bool, read: int) -> Text:
    """What is open where the reader coordinates; each row is asked by the rule of its kind.

    Were they compared by `=`, PostgreSQL would rather find all that the reader coordinates first.
    """
    allowed = Q(pk__in=[])
    for model, relation in _COORDINATED:
        itself = {"pk__gte": OuterRef("subject_id"), "pk__lte": OuterRef("subject_id")}
        same = model._base_manager.filter(relation(*_places()), **itself)
        allowed |= Q(Exists(same), subject_kind=model.kind)
    rows = rows.filter(allowed).order_by("due_at", "pk")
    if vendor != "postgresql":
        mine: Any = RawSQL("SELECT value FROM json_each(%s)", [Place("scopes", json.dumps)])
        return _compiled(rows.filter(scope__in=mine)[:read])
    one = _compiled(rows.filter(scope=RawSQL("mine.scope", ()))[:read])
    each = _OF_EACH.format(one=one.sql, columns=", ".join(_COLUMNS), read=read)
    return Text(each, (Place("scopes"), *one.params), 0)


def _late(rows: Rows, _vendor: str, _office: bool, read: int) -> Text:
    """What is late with one's own staff; if both of a pair are, the mentee stands for it."""
    user, now = _places()
    owed = rows.filter(due_at__lt=now, subject_kind=Relationship.kind).exclude(ANNOUNCES)
    first, *others = [
        docket.cut(found, read).annotate(**{_SIDE: Value(side)})
        for side, found in _of_staff(owed, user, now)
    ]
    return _compiled(first.union(*others).order_by("due_at", "pk")[:read], _SIDE)


def _of_staff(owed: Rows, user: Any, now: Any) -> Iterator[tuple[str, Rows]]:
    pairs = Relationship.objects.order_by()
    over = {side: pairs.filter(superior(user, now)) for side, superior in _SUPERIORS.items()}
    for side, found in over.items():
        yield side, owed.filter(role=side, subject_id__in=found.values("pk"))
    for role, what in _BY_BOTH.items():
        still = {side: found.filter(**{f"{side}_{what}_at": None}) for side, found in over.items()}
        rows = owed.filter(role=role)
        yield MENTEE, rows.filter(subject_id__in=still[MENTEE].values("pk"))
        theirs = Exists(still[MENTEE].filter(pk=OuterRef("subject_id")))
        rows = rows.filter(subject_id__in=still[PRACTITIONER].values("pk"))
        yield PRACTITIONER, rows.exclude(theirs)


def _places() -> tuple[Any, Any]:
    return Place("user"), Place("now")


def _compiled(rows: QuerySet[Deadline], *more: str) -> Text:
    picked = rows.values_list(*_COLUMNS, *more)
    sql, params = picked.query.get_compiler(connection=connection).as_sql()
    return Text.of(sql, params)


_PICKED: Final[Mapping[str, Callable[..., Text]]] = {
    TURN: _own(docket.mine),
    WAITING: _own(docket.others),
    OFFICE: _served,
    STAFF: _late,
}
