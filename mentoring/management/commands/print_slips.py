"""Write the slips of a programme as a page to print; each slip is offered once.

`--person` prints a new code for somebody who has lost slip or password.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.clock import now as accounts_now
from mentoring.models import Programme
from mentoring.services import slips
from workflows.now import now


class Command(BaseCommand):
    help = "Write the slips of people without own e-mail as an HTML page to print."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--programme", required=True, metavar="CODE")
        parser.add_argument("--out", type=Path, default=Path("slips.html"), metavar="OUT.html")
        parser.add_argument("--again", action="store_true", help="also those printed before")
        parser.add_argument("--person", default="", metavar="USERNAME", help="only this person")

    def handle(
        self, *, programme: str, out: Path, again: bool, person: str, **_options: Any
    ) -> None:
        found = Programme.objects.filter(code=programme).first()
        if found is None:
            raise CommandError(_("There is no programme %(code)s.") % {"code": programme})
        if not slips.open_slips(found, again=again, username=person).exists():
            self.stdout.write(_("There is no slip to print."))
            return
        try:
            with transaction.atomic():  # a page that cannot be written was not printed
                page = slips.print_slips(
                    found, now=now(), real_now=accounts_now(), again=again, username=person
                )
                out.write_text(page, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from error
        self.stdout.write(_("Slips to print: %(file)s") % {"file": out})
