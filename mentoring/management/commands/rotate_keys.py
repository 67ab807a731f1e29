"""`manage.py rotate_keys`: sealed notes under the key in use, and under new keys of their cases.

Everybody goes on working. It may be killed and started again.
"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from mentoring.management.progress import Progress
from mentoring.services.key_rotation import Rotation
from workflows.now import now


class Command(BaseCommand):
    help = "Wrap the keys of all cases under the key in use; with --data-keys also make new ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data-keys", action="store_true", help="new keys for the cases too")
        parser.add_argument(
            "--made-before",
            type=_moment,
            metavar="TIME",
            help="only cases whose key is older (2026-01-31T08:00Z); to go on where it was stopped",
        )

    def handle(
        self, *args: Any, data_keys: bool, made_before: datetime | None, **options: Any
    ) -> None:
        rotation, moment = Rotation(), now()
        keys = Progress(self.stdout, _("keys wrapped anew"), rotation.to_wrap())
        for done in rotation.wrap():
            keys.step(done)
        begun = Progress(self.stdout, _("drafts sealed anew"), rotation.drafts_to_seal())
        for done in rotation.seal_drafts():
            begun.step(done)
        if data_keys:
            self._seal(rotation, min(made_before or moment, moment), moment)
        if rotation.stuck:
            raise CommandError(
                _("%(n)d cases cannot be opened and were left as they are; the log says why.")
                % {"n": len(rotation.stuck)}
            )
        self.stdout.write(self.style.SUCCESS(_("All keys are turned.")))

    def _seal(self, rotation: Rotation, before: datetime, moment: datetime) -> None:
        self.stdout.write(
            _("If this is cut short, go on with: %(command)s")
            % {"command": f"rotate_keys --data-keys --made-before {before.isoformat()}"}
        )
        notes = Progress(self.stdout, _("notes sealed anew"), rotation.to_seal(before))
        for done in rotation.seal(before, now=moment):
            notes.step(done)


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None or found.tzinfo is None:
        raise CommandError(_("Write a time with its zone, such as 2026-01-31T08:00Z."))
    return found
