"""The mail of the day in words: one line and one link for each matter, the most pressing first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications import compiling, layouts, own_words, rendering
from notifications.channels.email import one_line
from notifications.kinds import Manner
from notifications.models import Notice
from notifications.rendering import Mail, Words

PLAIN = "notifications/day.txt"
HTML = "notifications/day.html"

Told = Sequence[tuple[Manner, Notice]]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[Words, ...]


def mail(told: Told) -> Mail:
    """One mail to the one recipient of all these, in the given order. Raises RenderError."""
    recipient = told[0][1].recipient
    with rendering.for_recipient(told[0][1]):
        sections = list(_sections(told))
        subject = one_line(_subject([manner for manner, _notice in told]))
        house = own_words.house_of(told[0][1])
        values = {
            "letterhead": house.letterhead,
            "footer": house.footer,
            "logo": house.logo,
            "subject": subject,
            "sections": sections,
            "whys": _whys(sections),
            "home": f"{settings.SITE_URL.rstrip('/')}/",
            "name": one_line(recipient.display_name),
            "site": urlsplit(settings.SITE_URL).hostname or "",
            "language": recipient.language,
        }
        text = compiling.template(PLAIN).render(Context(values, autoescape=False))
        html = compiling.template(HTML).render(Context(values))
        return Mail(subject, text, layouts.inlined(html))


def _sections(told: Told) -> Iterator[Section]:
    headings = {
        Manner.ESCALATED: _("Reported to you as late"),
        Manner.OVERDUE: _("Overdue"),
        Manner.REMINDED: _("Reminders"),
        Manner.NEWS: _("News"),
    }
    for manner, group in groupby(told, key=lambda each: each[0]):
        lines = tuple(rendering.shown(notice) for _manner, notice in group)
        yield Section(headings[manner], lines)


def _subject(manners: Sequence[Manner]) -> str:
    late = sum(manner in {Manner.ESCALATED, Manner.OVERDUE} for manner in manners)
    reminders, news = manners.count(Manner.REMINDED), manners.count(Manner.NEWS)
    parts = [
        ngettext("%(count)d matter overdue", "%(count)d matters overdue", late) % {"count": late},
        ngettext("%(count)d reminder", "%(count)d reminders", reminders) % {"count": reminders},
        ngettext("%(count)d piece of news", "%(count)d pieces of news", news) % {"count": news},
    ]
    said = [part for part, count in zip(parts, (late, reminders, news), strict=True) if count]
    return capfirst(_("today: %(parts)s") % {"parts": ", ".join(said)})


def _whys(sections: Sequence[Section]) -> list[str]:
    """Each reason once, in the order of the lines."""
    return list(dict.fromkeys(line.why for section in sections for line in section.lines))
