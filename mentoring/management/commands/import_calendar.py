"""Publish own days of an organisation or a unit from a file, or say what they would change."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.management import unit as units
from mentoring.queries.calendars import Home
from mentoring.services import calendar_preview, calendar_rows, calendars
from mentoring.services.calendar_preview import Preview
from mentoring.services.calendar_rows import Day, UnfitDays
from workflows.now import now


class Command(BaseCommand):
    help = "Publish own days; without --by say what the file would change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        units.add_arguments(parser)

    def handle(
        self, *, file: Path, organisation: str, unit: str = "", by: str = "", **_options: Any
    ) -> None:
        home, user = units.home(organisation, unit), units.user(by)
        try:
            found = calendar_rows.read(file.name, file.read_bytes())
            self._tell(calendar_preview.preview(home, found))
            if user is not None:
                self._publish(home, found, file.name, user)
        except (UnfitDays, OSError) as error:
            raise CommandError(str(error)) from error

    def _publish(self, home: Home, found: tuple[Day, ...], name: str, user: User) -> None:
        made = calendars.publish(home, found, name=name, by=user, now=now())
        self.stdout.write(_("published") if made else _("unchanged"))

    def _tell(self, seen: Preview) -> None:
        change, moving = seen.change, seen.moving
        for sign, days in (("+", change.added), ("-", change.removed)):
            for day in days:
                self.stdout.write(f"{sign} {_line(day)}")
        for old, new in change.changed:
            self.stdout.write(f"- {_line(old)}\n+ {_line(new)}")
        said = _("%(moved)s of %(all)s open deadlines would move.")
        self.stdout.write(said % {"moved": moving.moved, "all": moving.looked_at})
        for one in seen.doubts:
            which = _("only here") if one.here else _("only in the holidays package")
            self.stdout.write(f"? {one.date} {one.name}: {which}")


def _line(day: Day) -> str:
    hours = f" {' '.join(day.hours)}" if day.hours else ""
    return f"{day.date} {day.kind.value} {day.name} ({day.decree}){hours}"
