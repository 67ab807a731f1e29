"""`manage.py recompute`: due times are a cache; derive them again and print what differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from workflows import replanning
from workflows.models import Deadline
from workflows.now import now


class Command(BaseCommand):
    help = "Compare every open deadline with what its policy, anchor, calendar and pauses give."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="plan anew what differs")

    def handle(self, *args: Any, mend: bool, **options: Any) -> None:
        found = list(replanning.differences())
        for each in found:
            row = each.deadline
            self.stdout.write(
                f"{row} ({row.uid}): {row.due_at:%Y-%m-%d %H:%M}Z {each.due_at:%Y-%m-%d %H:%M}Z"
            )
        open_now = Deadline.objects.open().count()
        self.stdout.write(
            _("%(open)d open deadlines, %(n)d differences") % {"open": open_now, "n": len(found)}
        )
        if found and mend:
            replanning.begin("recompute", {"pk__in": [each.deadline.pk for each in found]}, now())
        elif found:
            raise CommandError(_("Plan them anew with: manage.py recompute --mend"))
