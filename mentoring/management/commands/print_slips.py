"""Write the slips of a programme as a page or a PDF to print; each slip is offered once.

`--person` prints a new code for somebody who has lost slip or password.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.clock import now as accounts_now
from mentoring.models import Programme
from mentoring.services import slips
from mentoring.services.slips import Printed
from mentoring.services.slips_pdf import as_pdf
from workflows.now import now


class Command(BaseCommand):
    help = "Write the slips of people without own e-mail as an HTML page or a PDF to print."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--programme", required=True, metavar="CODE")
        parser.add_argument("--out", type=Path, metavar="OUT", help="slips.html or slips.pdf")
        parser.add_argument("--pdf", action="store_true", help="a PDF instead of an HTML page")
        parser.add_argument("--again", action="store_true", help="also those printed before")
        parser.add_argument("--person", default="", metavar="USERNAME", help="only this person")

    def handle(
        self,
        *,
        programme: str,
        out: Path | None,
        pdf: bool,
        again: bool,
        person: str,
        **_options: Any,
    ) -> None:
        found = Programme.objects.filter(code=programme).first()
        if found is None:
            raise CommandError(_("There is no programme %(code)s.") % {"code": programme})
        file = out or Path("slips.pdf" if pdf else "slips.html")
        try:
            with transaction.atomic():  # a page that cannot be written was not printed
                printed = slips.issue(
                    found, now=now(), real_now=accounts_now(), again=again, username=person
                )
                if printed:
                    file.write_bytes(_sheets(found, printed, pdf=pdf))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        said = _("Slips to print: %(file)s") % {"file": file}
        self.stdout.write(said if printed else _("There is no slip to print."))


def _sheets(programme: Programme, printed: Sequence[Printed], *, pdf: bool) -> bytes:
    if pdf:
        return as_pdf(programme, printed)
    return slips.as_page(programme, printed).encode()
