"""Bring along what stands under a state that this release no longer has."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows import leftovers
from workflows.now import now


class Command(BaseCommand):
    help = "Move what stands under a state of an earlier release to one that there is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help="of which machine, for example: relationship")
        parser.add_argument("old", help="the state of the earlier release")
        parser.add_argument("new", help="the state to go on in")

    def handle(self, *, kind: str, old: str, new: str, **_options: Any) -> None:
        try:
            moved = leftovers.move_state(kind, old, new, now=now())
        except leftovers.Unknown as unknown:
            raise CommandError(str(unknown)) from unknown
        self.stdout.write(f"{moved} of {kind} moved from {old} to {new}")
