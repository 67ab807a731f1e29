"""What a notice states: names, dates and codes, all safe to show; never a text a person wrote."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mentoring.models import (
    OF_THE_OFFICE,
    Correction,
    CounsellingCase,
    Matter,
    PerformanceCounselling,
    Person,
)
from mentoring.models.data_request import OfTheOfficer
from mentoring.notices import matters, performance
from mentoring.notices.names import named
from mentoring.notices.path import Found, Hop, Unroutable, Way
from mentoring.vocabulary import Role
from workflows.models import Deadline

Facts = dict[str, Any]


def pair_of(subject: Any) -> Any:
    """The relationship a subject belongs to: itself, or the one its session is part of."""
    return getattr(subject, "relationship", subject)


def guide_of(subject: Any) -> Person | None:
    """The person on the mentoring side: the present one, else the one asked, else the last."""
    for name in ("practitioner", "offered_to", "previous_practitioner"):
        side = getattr(subject, name, None)
        if side is not None:
            found: Person = side.person
            return found
    return None


def parties(subject: Any) -> list[Person]:
    """The pair, or client and counsellor on performance; a case says itself who is kept out."""
    if isinstance(subject, (*OF_THE_OFFICE, CounsellingCase, OfTheOfficer)):
        return []
    if isinstance(subject, PerformanceCounselling):
        return [who for who in (subject.client, subject.counsellor) if who]
    guide = guide_of(subject)
    return [subject.mentee, *([guide] if guide else [])]


def is_among_equals(subject: Any) -> bool:
    """Whether nobody is over who is late with it, so that only they themselves can be told."""
    return isinstance(subject, CounsellingCase) and subject.is_for_counsellors


def of_subject(subject: Any) -> Facts:
    if isinstance(subject, (CounsellingCase, OfTheOfficer)):
        return {"uid": str(subject.uid), "until": None, "overdue": False}
    if isinstance(subject, Correction):
        return _of_correction(subject)
    if isinstance(subject, Matter):
        return matters.facts(subject)
    if isinstance(subject, PerformanceCounselling):
        return performance.facts(subject)
    pair = pair_of(subject)
    return {
        "uid": str(subject.uid),
        "discipline": pair.discipline.replace("_", " "),
        "programme": pair.programme.name,
        "organisation": pair.organisation.name,
        **named("mentee", subject.mentee),
        **named("practitioner", guide_of(subject)),
        "until": None,
        "overdue": False,
    } | (_of_session(subject) if subject is not pair else _of_relationship(subject))


def of_deadline(row: Deadline, late: Sequence[Person], now: datetime) -> Facts:
    """What is awaited until when, and of whom."""
    return {
        "deadline": row.name,
        "due_at": _iso(row.due_at),
        "until": _iso(row.due_at),
        "overdue": now > row.due_at,
        **named("late", *late),
    }


def of_recipient(subject: Any, found: Found, late: Sequence[Person] = ()) -> Facts:
    """What differs by who is told: why they are told, and who is the other one for them."""
    return {
        "role": found.role,
        **named("other", _other(subject, found, late)),
        "reached": reached(found),
        **named("over", found.over),
        **named("office", found.office),
        "acting": _acting(found.path),
    }


def of_search(lost: Unroutable) -> Facts:
    """How far the search for somebody to tell went, and whose superior was sought."""
    return {
        "search": [{"name": "", **hop.as_json()} for hop in lost.path],
        "over_uid": str(lost.over.uid) if lost.over else "",
    }


def reached(found: Found) -> str:
    """In one word how a role led to this person; the template puts it into a sentence."""
    if found.role in {Role.COORDINATOR, Role.HEAD}:
        return _reached_in_office(found)
    if found.over is None:
        return "offered" if found.role == Role.OFFERED_PRACTITIONER else "party"
    if found.office is not None:
        return "acting"
    if any(hop.way == Way.DISPUTED for hop in found.path):
        return "disputed"
    if any(hop.way == Way.UNIT_HEAD for hop in found.path):
        return "vacant"
    return "next" if found.level else "direct"


def _reached_in_office(found: Found) -> str:
    serves = any(hop.way == Way.HEAD_OF_SERVICE for hop in found.path)
    if found.office is not None:
        return "head_acting" if serves else "coordinator_acting"
    if serves and found.role == Role.COORDINATOR:
        return "head_for_coordinator"
    return "head" if serves else "coordinator"


def _acting(path: Sequence[Hop]) -> str:
    ways = [hop.way for hop in path if hop.way in {Way.PLT, Way.PLH}]
    return f"{ways[-1].capitalize()}." if ways else ""


def _other(subject: Any, found: Found, late: Sequence[Person]) -> Person | None:
    """Seen from the recipient, or from whoever is late if the recipient is not of the pair."""
    if isinstance(subject, (*OF_THE_OFFICE, CounsellingCase, OfTheOfficer, PerformanceCounselling)):
        return None
    mentee, guide = subject.mentee, guide_of(subject)
    seen_from = [found.person, *([found.over] if found.over else []), *late]
    pair = (mentee.pk, guide.pk) if guide else (mentee.pk,)
    side = next((who.pk for who in seen_from if who.pk in pair), mentee.pk)
    found_other: Person | None = guide if side == mentee.pk else mentee
    return found_other


def _of_correction(correction: Correction) -> Facts:
    day = correction.valid_from
    return {
        "uid": str(correction.uid),
        "organisation": correction.organisation.name,
        **named("person", correction.person),
        "unit": correction.person.unit.name,
        **named("superior", correction.superior),
        **named("right_superior", correction.right_superior),
        "valid_from": day.isoformat() if day else "",
        "refused_reason": correction.refused_reason,
        "until": None,
        "overdue": False,
    }


def _of_relationship(pair: Any) -> Facts:
    return {
        "status": pair.status,
        "paused_until": _iso(pair.paused_until) if pair.paused_until else None,
    }


def _of_session(session: Any) -> Facts:
    return {
        "starts_at": _iso(session.starts_at),
        "ends_at": _iso(session.ends_at),
        "sequence": session.sequence,
        **named("invited", *session.people_in(Role.INVITED)),
        "missed_by": session.missed_by,
    }


def _iso(at: datetime) -> str:
    return at.isoformat()
