"""The letter about a failure of data protection, to a person concerned or to the authority."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from accounts.models import User
from mentoring.machines.breach_codes import LETTER
from mentoring.models import Breach, BreachPerson
from mentoring.queries.breaches import concerned
from mentoring.queries.house_styles import letterhead_of, picture
from mentoring.services import paper
from mentoring.services.paper import line
from notifications.templatetags.wall_clock import moment

MARGIN: Final = 25 * mm
LANGUAGES: Final = ("id", "en")
Texts = Mapping[str, str]


def printed(
    to: BreachPerson, texts: Texts, *, by: User, language: str, own: bool, now: datetime
) -> bytes:
    """On the letterhead of whoever prints it; the rest as `as_pdf`."""
    house = letterhead_of(by)
    logo = picture(house.logo.digest) if house.logo else None
    return as_pdf(to, texts, house.letterhead, logo, language=language, own=own, now=now)


def as_pdf(
    to: BreachPerson,
    texts: Texts,
    letterhead: Sequence[str],
    logo: bytes | None,
    *,
    language: str,
    own: bool,
    now: datetime,
) -> bytes:
    """In one of `LANGUAGES`; what the officer wrote (`texts`, by field) stays as it was written.

    `own`: for its addressee, not for the officer.
    """
    with translation.override(language):
        head = letterhead or [to.breach.organisation.name]
        story = [*paper.head(head, logo), *_story(to, texts, now, own=own)]
        return paper.as_pdf(title(), story, margin=MARGIN)


def title() -> str:
    return _("Notice that the protection of personal data has failed")


def said(to: BreachPerson, texts: Texts) -> Iterator[tuple[str, str]]:
    """What the letter says, part by part, each with its heading; in the active language."""
    yield "", _opening(to)
    yield _("What happened"), _happened(to.breach)
    for field in LETTER:
        yield str(field.label), texts.get(field.value, "")


def _opening(to: BreachPerson) -> str:
    if to.person is not None:
        return _(
            "The protection of personal data that we hold about you has failed. The law on personal"
            " data protection (Law 27/2022) gives you the right to be told in writing, within three"
            " times 24 hours, which data are concerned, when and how it happened, and what is done"
            " about it."
        )
    people, at_most = concerned(to.breach)
    if at_most:
        return _(
            "The protection of personal data that we hold has failed. It concerns at most"
            " %(number)d persons, who are told in writing as well. Some of them are known to us"
            " only by the number of a case; whoever is named to us besides is counted twice,"
            " because counting once would tell us whose case it is."
        ) % {"number": people}
    return ngettext(
        "The protection of personal data that we hold has failed. It concerns %(number)d person,"
        " who is told in writing as well.",
        "The protection of personal data that we hold has failed. It concerns %(number)d persons,"
        " who are told in writing as well.",
        people,
    ) % {"number": people}


def _happened(breach: Breach) -> str:
    given = {
        "cause": breach.get_cause_display(),
        "since": moment(breach.happened_from) if breach.happened_from else "–",
        "until": moment(breach.happened_until) if breach.happened_until else "–",
        "reported": moment(breach.reported_at),
    }
    return _("%(cause)s. From %(since)s until %(until)s; known to us since %(reported)s.") % given


def addressee(to: BreachPerson, *, own: bool = False) -> str:
    """As the officer may know it; by name to whoever reads their `own` letter."""
    if to.person is None:
        return _("The authority for data protection")
    if to.matter and not own:
        return _("Whose it is: %(identifier)s") % {"identifier": to.matter}
    return to.person.display_name


def _story(to: BreachPerson, texts: Texts, now: datetime, *, own: bool) -> Iterator[Flowable]:
    yield line(escape(title()), 12, bold=True, after=8 * mm)
    yield line(format_html(_("To: {name}"), name=addressee(to, own=own)))
    yield line(
        format_html(_("Date: {day}"), day=date_format(localtime(now), "j F Y")), after=8 * mm
    )
    for heading, text in said(to, texts):
        if heading:
            yield line(escape(heading), bold=True, after=1 * mm)
        for paragraph in text.splitlines():
            if paragraph.strip():
                yield line(escape(paragraph))
        yield Spacer(1, 3 * mm)
    yield Spacer(1, 12 * mm)
    yield line(escape(_("Data protection officer: ……………………………………")))
