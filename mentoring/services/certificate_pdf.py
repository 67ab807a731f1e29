"""The certificate of a destruction on paper: what kinds and how many, by which rule, who, when.

It names those who decided and nobody whose records they were.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from accounts.models import User
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import Destruction
from mentoring.queries import destructions
from mentoring.queries.house_styles import letterhead_of, picture
from mentoring.queries.small_cells import FEWEST
from mentoring.services import paper
from mentoring.services.paper import line
from notifications.templatetags.wall_clock import moment
from workflows.models import Record

MARGIN: Final = 25 * mm


def printed(made: Destruction, *, by: User) -> bytes:
    """Of a destruction that is done, on the letterhead of whoever prints it."""
    house = letterhead_of(by)
    logo = picture(house.logo.digest) if house.logo else None
    return as_pdf(made, destructions.acts(made), house.letterhead, logo)


def as_pdf(
    made: Destruction, acts: Mapping[str, Record], letterhead: Sequence[str], logo: bytes | None
) -> bytes:
    """Of a destruction that is done; `acts` are its records by step."""
    head = letterhead or [made.organisation.name]
    story = [*paper.head(head, logo), *_story(made, acts)]
    return paper.as_pdf(title(made), story, margin=MARGIN)


def title(made: Destruction) -> str:
    return _("Certificate of destruction no. %(number)d") % {"number": made.number or 0}


def counted(made: Destruction) -> list[tuple[str, str]]:
    """Each kind of record with its number; of one person's counselling none is said."""
    said = destructions.sayable(made)
    few = _("fewer than %(number)d") % {"number": FEWEST}
    unsaid = {kind: few if kind in made.counts else _("not said") for kind in made.kinds}
    return [(str(RecordKind(kind).label), str(said.get(kind, unsaid[kind]))) for kind in made.kinds]


def basis(made: Destruction) -> str:
    """By which rule, or on whose request; nobody's name."""
    if made.rule is None:
        return _("Request of the person whose data they were (Law 27/2022)")
    period = {"months": made.rule.months, "since": made.rule.get_since_display()}
    said = _("%(months)d months %(since)s") % period
    return f"{said}. {made.rule.basis}"


def _story(made: Destruction, acts: Mapping[str, Record]) -> Iterator[Flowable]:
    yield line(escape(title(made)), 12, bold=True, after=6 * mm)
    yield line(
        escape(
            _(
                "The records named below were destroyed for good. What was sealed can be opened by"
                " nobody any more, nor from an older backup; names and texts were emptied. Codes,"
                " dates and numbers stay for statistics and for the chain of records."
            )
        ),
        after=6 * mm,
    )
    for kind, number in counted(made):
        yield _fact(kind, number)
    yield _fact(_("By which rule"), basis(made))
    for step, said in (
        ("begin", _("Proposed by")),
        ("approve", _("Approved by")),
        ("destroy", _("Destroyed by")),
    ):
        if step in acts:
            yield _fact(said, _act(acts[step]))
    if made.destroyed_at:
        yield _fact(_("Destroyed"), moment(made.destroyed_at))
    yield Spacer(1, 16 * mm)
    day = date_format(localtime(made.destroyed_at), "j F Y") if made.destroyed_at else ""
    yield line(format_html("{}, {}", made.organisation.name, day), after=16 * mm)
    yield line(escape("……………………………………"))


def _fact(name: str, said: object) -> Flowable:
    return line(format_html("<b>{}</b>: {}", name, said))


def _act(record: Record) -> str:
    who = record.actor.display_name if record.actor else _("the system")
    return f"{who}, {moment(record.at)}"
