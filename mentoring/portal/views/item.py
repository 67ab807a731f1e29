"""The page of a relationship and of a session: where it stands, whose turn it is, what follows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from mentoring.models import (
    OF_NO_PROGRAMME,
    Agreement,
    Correction,
    Matter,
    PerformanceCounselling,
    Relationship,
    Session,
)
from mentoring.portal.frame import Seen, Visit, page
from mentoring.portal.presenters import (
    away,
    deeds,
    matters,
    overdue,
    performance,
    policies,
    whys,
    words,
)
from mentoring.portal.presenters.course import course
from mentoring.portal.presenters.happenings import Past, happenings
from mentoring.portal.presenters.outlook import outlook
from mentoring.portal.presenters.standing import Standing, standing
from mentoring.queries import access, caseload, item, lateness, worklist
from mentoring.queries.policies import PROGRAMME, Place
from mentoring.queries.whys import not_told
from mentoring.services.signatures import signatures
from mentoring.vocabulary import Role
from workflows.forecast import Foresight, foresee
from workflows.offers import offers

COORDINATOR = Role.COORDINATOR.value
PAIR = frozenset({Role.MENTEE.value, Role.PRACTITIONER.value})


@page()
def relationship(visit: Visit, uid: UUID) -> HttpResponse:
    seen = visit.find("relationship", Relationship.related, uid=uid)
    if "state" not in seen.fields:
        return _overdue(visit, seen)
    stands = _stands(visit, seen)
    context = {
        **_common(visit, seen, stands),
        "sessions": _sessions(visit, seen),
        "agreement": _agreement(visit, seen),
        "proposal": _proposal(seen, stands),
        "opens_at": _opens_at(seen, stands),
        "may_pause": stands is not None and Role.COORDINATOR.value in seen.relations,
    }
    return visit.show("relationship.html", context)


@page()
def session(visit: Visit, uid: UUID) -> HttpResponse:
    seen = visit.find("session", Session.related, uid=uid)
    stands = _stands(visit, seen) if "turn" in seen.fields else None
    notes = access.rows("note", visit.user, visit.now).filter(session=seen.row)
    context = {
        **_common(visit, seen, stands),
        "notes": notes.select_related("author").order_by("created_at", "pk"),
        "pair": _pair(visit, seen.row),
    }
    return visit.show("session.html", context)


def _overdue(visit: Visit, seen: Seen) -> HttpResponse:
    told = lateness.of_subject(seen.row, visit.user, visit.now)
    rows = item.open_deadlines(seen.row)
    disputes = lateness.corrections_by(visit.user)
    found = overdue.overdue(seen.row, seen.fields, rows, told, disputes, visit.now)
    return visit.show("overdue.html", {"item": seen.row, "found": found})


@page()
def correction(visit: Visit, uid: UUID) -> HttpResponse:
    seen = visit.find("correction", Correction.related, uid=uid)
    context = _common(visit, seen, _stands(visit, seen))
    return visit.show("correction.html", context)


@page()
def matter(visit: Visit, uid: UUID) -> HttpResponse:
    seen = visit.find("matter", Matter.related, uid=uid)
    context = _common(visit, seen, _stands(visit, seen))
    context |= {"wanted": matters.wanted(seen.row), "mends": matters.mends(seen.row)}
    return visit.show("matter.html", context)


@page()
def performance_counselling(visit: Visit, uid: UUID) -> HttpResponse:
    seen = visit.find("performance_counselling", PerformanceCounselling.related, uid=uid)
    if "turn" not in seen.fields:
        return _paper(visit, seen)
    context = _common(visit, seen, _stands(visit, seen))
    context |= {
        "written": performance.written(seen.row, visit.user, visit.now),
        "receiver": performance.receiver(seen.row, seen.relations, visit.now),
        "signatures": signatures(seen.row) if "written_at" in seen.fields else (),
    }
    return visit.show("performance_counselling.html", context)


def _paper(visit: Visit, seen: Seen) -> HttpResponse:
    """For who enters a signed paper: whose form it is, and that it awaits signatures."""
    context = {
        "item": seen.row,
        "title": words.title(seen.row, visit.user),
        "tone": words.tone(seen.row),
        "hat": words.hat(Role.FORM_OFFICER),
        "deeds": deeds.deeds(seen.row, offers(seen.row, by=visit.user, now=visit.now)),
    }
    return visit.show("signed_paper.html", context)


def _common(visit: Visit, seen: Seen, stands: Standing | None) -> dict[str, Any]:
    row, fields = seen.row, seen.fields
    owed = stands.deadline if stands and stands.yours else ""
    foreseen = foresee(row) if "forecast" in fields else Foresight()
    possible = offers(row, by=visit.user, now=visit.now) if "transitions" in fields else []
    return {
        "item": row,
        "fields": fields,
        "title": words.title(row, visit.user),
        "tone": words.tone(row),
        "hats": [words.hat(name) for name in sorted(seen.relations) if words.hat(name)],
        "course": course(row),
        "stands": stands,
        "still": foreseen.still_until(visit.now),
        "absent": away.said(row, visit.user, away.of_others([row], visit.user, visit.now)),
        "deeds": deeds.deeds(row, possible, owed),
        "reminded": _reminded(seen),
        "past": _past(seen),
        "ahead": outlook(row, foreseen.expected, visit.user),
        "running": _running(visit, seen, foreseen),
        "omitted": whys.omitted(not_told(row, visit.user)),
    }


def _opens_at(seen: Seen, stands: Standing | None) -> datetime | None:
    """When the coordinator has let it be offered, if that day is to come."""
    if "opens_at" not in seen.fields or stands is None or stands.deadline not in caseload.SPREAD:
        return None
    return caseload.openings([seen.row.uid]).get(seen.row.uid)


def _pair(visit: Visit, row: Session) -> str:
    """Where the relationship is; nothing for whose session it was before another one came."""
    rows = access.rows("relationship", visit.user, visit.now)
    found = rows.filter(pk=row.relationship_id).exists()
    return words.address(row.relationship) if found else ""


def _stands(visit: Visit, seen: Seen) -> Standing | None:
    found = worklist.turns([seen.row], visit.user, seen.relations)
    turn = found.get((seen.row.kind, seen.row.pk))
    if turn is None or not words.has_come(seen.row, turn.deadline, visit.now):
        return None
    return standing(seen.row, turn, visit.user, visit.now)


def _reminded(seen: Seen) -> Any:
    if "reminded" not in seen.fields:
        return ()
    return overdue.reminded(lateness.acknowledgements(seen.row))


def _past(seen: Seen) -> Past:
    if "history" not in seen.fields:
        return Past()
    whole = "offers" in seen.fields or seen.row.kind == Session.kind
    records = item.records(seen.row, since="" if whole else "accept")
    return happenings(records, content="status" in seen.fields)


def _running(visit: Visit, seen: Seen, foreseen: Foresight) -> Sequence[policies.Running]:
    """By which version of which policy each open deadline runs."""
    if "forecast" not in seen.fields:
        return ()
    sets_them = COORDINATOR in seen.relations and not isinstance(seen.row, OF_NO_PROGRAMME)
    place = Place(PROGRAMME, seen.row.programme) if sets_them else None
    return policies.running(foreseen.deadlines, place, visit.now)


def _sessions(visit: Visit, seen: Seen) -> Any:
    if "sessions" not in seen.fields:
        return ()
    rows = access.rows("session", visit.user, visit.now).filter(relationship=seen.row)
    return rows.order_by("-starts_at", "-pk")[:50]


def _agreement(visit: Visit, seen: Seen) -> Agreement | None:
    """The version in force or to be signed, with `goals` only for who may read them."""
    if "agreement" not in seen.fields or not seen.row.agreement_version:
        return None
    rows = access.rows_with_relations("agreement", visit.user, visit.now)
    found: Agreement | None = rows.filter(
        relationship=seen.row, version=seen.row.agreement_version
    ).first()
    return found


def _proposal(seen: Seen, stands: Standing | None) -> deeds.Deed | None:
    if seen.row.state != "active" or not seen.relations & PAIR:
        return None
    awaited = stands is not None and stands.deadline in {"first_session", "next_session"}
    return deeds.proposing(seen.row, awaited=awaited and stands is not None and stands.yours)
