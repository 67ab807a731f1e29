"""Let an organisation or a unit work by another week, or say which open deadlines it would move."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from mentoring.management import unit as units
from mentoring.queries import calendars as queries
from mentoring.services import calendar_preview, calendars
from mentoring.services.calendar_rows import UnfitDays
from workflows.models import Calendar
from workflows.now import now


class Command(BaseCommand):
    help = "Choose a shipped calendar; without --by say how many open deadlines would move."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("week", metavar="CODE", help="wib_5, wib_6 …, or “above” for a unit")
        units.add_arguments(parser)

    def handle(
        self, *, week: str, organisation: str, unit: str = "", by: str = "", **_options: Any
    ) -> None:
        home, user = units.home(organisation, unit), units.user(by)
        calendar = _calendar(week)
        if calendar is None and home.unit is None:
            raise CommandError(_("Nothing is above an organisation."))
        try:
            moving = calendar_preview.preview_week(home, calendar)
            said = _("%(moved)s of %(all)s open deadlines would move.")
            self.stdout.write(said % {"moved": moving.moved, "all": moving.looked_at})
            if user is not None:
                made = calendars.choose(home, calendar, by=user, now=now())
                self.stdout.write(_("chosen") if made else _("unchanged"))
        except UnfitDays as error:
            raise CommandError(str(error)) from error


def _calendar(code: str) -> Calendar | None:
    if code == "above":
        return None
    found = {one.code: one for one in queries.shipped()}
    if code not in found:
        known = ", ".join(found)
        raise CommandError(
            _("There is no shipped calendar %(code)s. Known are %(known)s.")
            % {"code": code, "known": known}
        )
    return found[code]
