"""Who hears of a change, as its confirmation page says beforehand; and candidates in a line."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from mentoring.machines.breach_codes import EVERYBODY
from mentoring.machines.correction_fields import UNIT_HEAD
from mentoring.machines.reasons import CounsellorKind
from mentoring.models import Breach, Correction, CounsellingCase, Person
from mentoring.notices.table import FORMER, NOTICES
from mentoring.portal.presenters import words
from mentoring.portal.templatetags.portal import short_day
from mentoring.queries.candidates import Candidate
from mentoring.services.breach_letter import addressee
from workflows.machine import Transition

Choices = list[tuple[str, str]]


def told(subject: Any, transition: str, user: Any) -> Sequence[str]:
    """Everybody whom the table of notices may name, without the one who acts."""
    roles = dict.fromkeys(
        role
        for line in NOTICES.get((subject.kind, transition), ())
        for role in line.roles
        if role != FORMER
    )
    names = [words.addressee(subject, role, user) for role in roles]
    return [name for name in dict.fromkeys(names) if name != _("you")]


def candidate(one: Candidate) -> str:
    """The name, and below it the reasons for and against."""
    return format_html("{}<small>{}</small>", one.name, " · ".join(reasons(one)))


def reasons(one: Candidate) -> Sequence[str]:
    """What speaks for and against somebody, and what keeps them out."""
    room = {"free": one.capacity - one.active, "capacity": one.capacity}
    found = [
        (one.superior, _("kept out by the programme's rule about superiors")),
        (one.paired, _("works with the mentee already")),
        (one.named, _("named by the mentee")),
        (one.asked, _("asked before")),
        (one.nearby, _("same unit as the mentee")),
        (not one.nearby, one.unit),
        (True, _("%(free)s of %(capacity)s places free") % room),
    ]
    away = [_("away until %(day)s") % {"day": short_day(one.away_until)}] if one.away_until else []
    return [*(text for holds, text in found if holds), *away]


def counsellor(one: Any) -> str:
    """The name, and below it in which way they may counsel."""
    kind = CounsellorKind.OFFICIAL if one.is_official else CounsellorKind.INDEPENDENT
    return format_html("{}<small>{} · {}</small>", one.display_name, kind.label, _where(one))


def superiors(correction: Correction, people: Sequence[Person], day: date) -> Choices:
    """People by name and unit; the head of the unit only where that would be a change."""
    found: Choices = [
        (str(one.uid), format_html("{}<small>{}</small>", one.display_name, _where(one)))
        for one in people
    ]
    if correction.has_line(day):
        head = _("The head of the unit"), _("No superior is kept on record then")
        found.append((UNIT_HEAD, format_html("{}<small>{}</small>", *head)))
    return found


def kept_out(case: CounsellingCase) -> dict[str, Choices]:
    """Whom the client can keep out of a case, and whose name they can take back."""
    able = [one for one in case.service_people() if not case.keeps_out(one)]
    return {"out": people(able), "back": people(case.named_out())}


def people(rows: Iterable[Person]) -> Choices:
    return [(str(one.uid), one.display_name) for one in rows]


def to_be_told(breach: Breach, declared: Transition) -> dict[str, Choices]:
    """Who is still to be told of a failure of protection, and all the persons at once."""
    if "person" not in declared.inputs:
        return {}
    rows = breach.to_be_told()
    one_by_one = [(str(row.uid), addressee(row)) for row in rows]
    everybody = [(EVERYBODY, _("All persons who have not been told yet"))]
    return {"person": (everybody if len(rows) > 1 else []) + one_by_one}


def _where(person: Person) -> str:
    return " · ".join(part for part in (person.position, person.unit.name) if part)
