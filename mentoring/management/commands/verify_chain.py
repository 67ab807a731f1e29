"""`manage.py verify_chain`: every chain checked by itself and against what stands outside.

`--digest NUMBER:DIGEST` also holds a file against what an auditor received by mail.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from mentoring.queries import anchors
from workflows.findings import Finding


class Command(BaseCommand):
    help = "Check that no record was changed, added, moved or cut off since it was written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--digest", metavar="NUMBER:DIGEST", help="what a mail said of a file")
        parser.add_argument("--keys", action="store_true", help="print the public keys and stop")
        parser.add_argument("--most", type=int, default=50, help="findings to print at the most")

    def handle(self, *args: Any, digest: str | None, keys: bool, most: int, **options: Any) -> None:
        if keys:
            for name, public in anchors.public_keys().items():
                self.stdout.write(f"{name}  {public}")
            return
        held = anchors.outside()
        found = list(anchors.examined())
        if digest:
            found += _against(digest, held)
        for finding in found[:most]:
            self.stdout.write(self.style.ERROR(f"{finding.code}: {finding.where}: {finding.what}"))
        if found:
            raise CommandError(_("%(n)d things are not as they were written.") % {"n": len(found)})
        said = _("All chains are whole; %(n)d of them stand in %(files)d files outside.")
        self.stdout.write(
            self.style.SUCCESS(said % {"n": len(held.heads), "files": len(held.found)})
        )


def _against(digest: str, held: anchors.Outside) -> list[Finding]:
    number, _colon, expected = digest.partition(":")
    same = [each for each in held.found if str(each.number) == number]
    if same and same[0].digest == expected:
        return []
    return [Finding("anchor", f"file {number}", "is not the one the mail told of")]
