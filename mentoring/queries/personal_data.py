"""Everything held about a person, table by table, as they may have it.

Of somebody else it says who the counterpart of a pair was, and who opened a sealed note; whoever
else had a hand in it is named by no name. What another one wrote for themselves is not here, and
of a case told in confidence nothing of its client but to the client.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Visit
from mentoring.machines.data_request_codes import Part
from mentoring.machines.reasons import NoteKind
from mentoring.models import (
    Agreement,
    CaseConsent,
    CaseSession,
    Correction,
    CounsellingCase,
    DataCorrection,
    DataRequest,
    Draft,
    JournalEntry,
    Matter,
    Note,
    PerformanceCounselling,
    Reflection,
    ReportingLine,
)
from mentoring.queries.access_trail import trail
from mentoring.queries.break_glass import kept_from, told
from mentoring.queries.held import SYSTEM, Held, Row
from notifications.models import Notice

Table = list[Row]


def _columns(rows: QuerySet[Any], *names: str, **renamed: str) -> Iterable[Row]:
    wanted = {**{name: name for name in names}, **renamed}
    for values in rows.order_by("pk").values_list(*wanted.values()):
        yield dict(zip(wanted, values, strict=True))


def _person(held: Held) -> Iterable[Row]:
    one = held.person
    yield {
        "name": one.display_name,
        "nip": one.nip,
        "kind": one.kind,
        "email": one.user.email,
        "phone": one.phone,
        "language": one.user.language,
        "time_zone": one.user.time_zone,
        "organisation": one.organisation.name,
        "unit": one.unit.name,
        "position": one.position,
        "level": one.level,
        "wishes": one.wishes,
    }


def _lines(held: Held) -> Iterable[Row]:
    rows = ReportingLine.objects.filter(person=held.person)
    return _columns(rows, "kind", "valid_from", "valid_to", superior="superior__name")


def _pairs(held: Held) -> Iterable[Row]:
    for row in held.pairs:
        own = row.mentee_id == held.person.pk
        guide = row.practitioner.person.display_name if row.practitioner else ""
        yield {
            "uid": row.uid,
            "programme": row.programme.name,
            "discipline": row.discipline,
            "mentee": row.mentee.display_name,
            "practitioner": guide,
            "state": row.state,
            "aim": row.aim,
            "status": row.status,
            "status_at": row.status_at,
            "started_at": row.started_at,
            "closed_at": row.closed_at,
            "end_reason": row.end_reason,
            "applied": row.applied if own else "",
        }


def _sessions(held: Held) -> Iterable[Row]:
    for row in held.sessions:
        yield {
            "uid": row.uid,
            "mentee": row.mentee.display_name,
            "practitioner": row.practitioner.person.display_name,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "state": row.state,
            "mode": row.mode,
            "place": row.place,
            "link": row.link,
            "missed_by": row.missed_by,
        }


def _agreements(held: Held) -> Iterable[Row]:
    """Only of pairs that are theirs, and as a mentor only what was agreed with them."""
    for pair in held.pairs:
        rows = Agreement.objects.filter(relationship=pair)
        if pair.mentee_id != held.person.pk:
            rows = rows.filter(created_at__gte=pair.started_at) if pair.started_at else rows.none()
        yield from _columns(
            rows, "version", "goals", "frequency_days", "ends_on", pair="relationship__uid"
        )


def _notes(held: Held) -> Iterable[Row]:
    """Their own, and what their counterparts have shared with them."""
    theirs = Q(session__in=[row.pk for row in held.sessions], kind=NoteKind.SHARED)
    rows = Note.objects.filter(Q(author=held.person) | theirs).select_related("session", "author")
    for row in rows.order_by("created_at", "pk"):
        yield {
            "session": row.session.uid,
            "by": held.named(row.author.user_id),
            "kind": row.kind,
            "body": row.body,
            "created_at": row.created_at,
        }


def _reflections(held: Held) -> Iterable[Row]:
    rows = Reflection.objects.filter(author=held.person)
    return _columns(rows, "body", "rating", "created_at", pair="relationship__uid")


def _what_was_done(held: Held) -> Iterable[Row]:
    yield from held.records("relationship", [row.pk for row in held.pairs])
    yield from held.records("session", [row.pk for row in held.sessions])


def _notices(held: Held) -> Iterable[Row]:
    rows = Notice.objects.filter(recipient=held.person.user, not_sent="")
    for row in rows.order_by("created_at", "key"):
        yield {"at": row.created_at, "kind": row.kind, "read_at": row.read_at}


def _cases(held: Held) -> QuerySet[CounsellingCase]:
    return CounsellingCase.objects.filter(client=held.person)


def _counsellings(held: Held) -> QuerySet[PerformanceCounselling]:
    return PerformanceCounselling.objects.filter(client=held.person)


def _counselling_records(held: Held) -> Iterable[Row]:
    for rows in (_cases(held), _counsellings(held)):
        yield from held.records(rows.model.kind, rows.values_list("pk", flat=True))


def opened(held: Held) -> Iterable[Row]:
    """Who opened which sealed text of theirs, when and why."""
    asked = DataRequest.objects.filter(person=held.person)
    groups: list[QuerySet[Any]] = [_cases(held), _counsellings(held), asked]
    for subject in (row for rows in groups for row in rows.select_related("key").order_by("pk")):
        for one in trail(subject.key, kept_from(held.person)):
            yield {
                "about": subject.kind,
                "uid": subject.uid,
                "at": one.at,
                "who": one.who.display_name if one.who else SYSTEM,
                "why": str(one.purpose),
                "text": one.field,
                "written_at": one.written_at,
            }


def _emergencies(held: Held) -> Iterable[Row]:
    names = ("uid", "opens", "ground", "asked_at", "opened_at", "ended_at", "state", "verdict")
    for row in told(held.person.user):
        yield {name: getattr(row, name) for name in names} | {"by": row.asked_by.display_name}


def _request_records(held: Held) -> Iterable[Row]:
    keys = DataRequest.objects.filter(person=held.person).values_list("pk", flat=True)
    return held.records("data_request", keys)


Read = Callable[[Held], Iterable[Row]]

TABLES: Final[Mapping[Part, Mapping[str, Read]]] = {
    Part.PROFILE: {
        "person": _person,
        "posts": lambda held: _columns(
            held.person.assignments.all(),
            *("title", "level", "is_head", "acting", "valid_from", "valid_to"),
            unit="unit__name",
        ),
        "superiors": _lines,
        "absences": lambda held: _columns(held.person.absences.all(), "starts_on", "ends_on"),
        "qualifications": lambda held: _columns(
            held.person.qualifications.all(),
            *("discipline", "name", "provider", "obtained_on", "valid_to"),
        ),
        "offices": lambda held: _columns(
            held.person.appointments.all(), "role", "valid_from", "valid_to"
        ),
        "sign_ins": lambda held: _columns(
            Visit.objects.filter(user=held.person.user), "began_at", "seen_at", "agent"
        ),
    },
    Part.PAIRS: {
        "relationships": _pairs,
        "enrolments": lambda held: _columns(
            held.person.enrolments.all(), "role", programme="programme__name"
        ),
        "agreements": _agreements,
        "sessions": _sessions,
    },
    Part.WRITTEN: {
        "notes": _notes,
        "reflections": _reflections,
        "drafts": lambda held: _columns(
            Draft.objects.filter(owner=held.person.user), "address", "updated_at"
        ),
    },
    Part.RECORDS: {
        "changes": _what_was_done,
        "corrections": lambda held: _columns(
            Correction.objects.filter(person=held.person), "uid", "state", "valid_from"
        ),
        "matters": lambda held: _columns(
            Matter.objects.filter(person=held.person),
            *("uid", "concern", "since", "until", "state", "decision"),
        ),
        "appointed": lambda held: _columns(
            JournalEntry.objects.filter(about=str(held.person.uid)), "at", "what", "facts"
        ),
    },
    Part.NOTICES: {"notices": _notices},
    Part.CONFIDENCE: {
        "cases": lambda held: _columns(
            _cases(held), "uid", "state", "begun_at", "closed_at", "sessions_used"
        ),
        "consents": lambda held: _columns(
            CaseConsent.objects.filter(case__client=held.person),
            *("substitute", "on_paper", "given_at", "withdrawn_at"),
            version="text__number",
        ),
        "counselling_sessions": lambda held: _columns(
            CaseSession.objects.filter(case__client=held.person),
            *("starts_at", "ends_at", "attendance"),
        ),
        "performance_counselling": lambda held: _columns(
            _counsellings(held),
            *("uid", "state", "starts_at", "ends_at", "place", "reported_at", "follow_up"),
            appraiser="appraiser__name",
            counsellor="counsellor__name",
        ),
        "counselling_changes": _counselling_records,
        "emergency_accesses": _emergencies,
    },
    Part.REQUESTS: {
        "requests": lambda held: _columns(
            DataRequest.objects.filter(person=held.person),
            *("uid", "wants", "way_in", "received_at", "state", "ground", "answered_at"),
        ),
        "corrected": lambda held: _columns(
            DataCorrection.objects.filter(request__person=held.person),
            *("field", "old", "new", "reason", "at"),
            request="request__uid",
        ),
        "request_changes": _request_records,
        "opened": opened,
    },
}


def tables(held: Held, part: Part) -> Mapping[str, Table]:
    """The tables of a part by name, empty ones as well."""
    return {name: list(read(held)) for name, read in TABLES[part].items()}


def plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
