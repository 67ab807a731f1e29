"""Write the slips of a programme as a page to print; each slip is offered once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.models import Programme
from mentoring.services import slips
from workflows.now import now


class Command(BaseCommand):
    help = "Write the slips of people without own e-mail as an HTML page to print."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--programme", required=True, metavar="CODE")
        parser.add_argument("--out", type=Path, default=Path("slips.html"), metavar="OUT.html")
        parser.add_argument("--again", action="store_true", help="also those printed before")

    def handle(self, *, programme: str, out: Path, again: bool, **_options: Any) -> None:
        found = Programme.objects.filter(code=programme).first()
        if found is None:
            raise CommandError(_("There is no programme %(code)s.") % {"code": programme})
        if not slips.open_slips(found, again=again).exists():
            self.stdout.write(_("There is no slip to print."))
            return
        try:
            with transaction.atomic():  # a page that cannot be written was not printed
                page = slips.print_slips(found, now=now(), again=again)
                out.write_text(page, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from error
        self.stdout.write(_("Slips to print: %(file)s") % {"file": out})
