"""`manage.py audit`: recompute from history what should be, and name whatever is not so.

`--open` asks only what SQL alone can see of everything open, as the schedule does every hour.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from mentoring.queries import audit
from workflows.now import now


class Command(BaseCommand):
    help = "Check that nothing was forgotten, doubled, lost or changed behind the engine's back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--open", action="store_true", help="only what is open, by SQL alone")
        parser.add_argument("--most", type=int, default=50, help="findings to print at the most")

    def handle(self, *args: Any, most: int, **options: Any) -> None:
        found = audit.verdict_on_open(now())
        if not options["open"]:
            found = audit.verdict(now()).joined(found)
        for name, count in found.figures.items():
            self.stdout.write(f"{name:>32}  {count}")
        for finding in found.findings[:most]:
            self.stdout.write(self.style.ERROR(f"{finding.code}: {finding.where}: {finding.what}"))
        if not found.sound:
            raise CommandError(_("The audit found %(n)d faults.") % {"n": len(found.findings)})
        self.stdout.write(self.style.SUCCESS(_("The audit is sound: nothing is amiss.")))
