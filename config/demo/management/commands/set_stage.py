"""Before anything is served: tables and defaults, the clock at the story, the agency."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.demo import clock, founding


class Command(BaseCommand):
    help = "Prepare the demo's database, its clock and its agency; a second call changes nothing."

    def handle(self, **_options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_defaults")
        clock.begin_at(clock.STORY_BEGINS)
        founding.found()
