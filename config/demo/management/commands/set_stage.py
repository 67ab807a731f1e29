"""Before the worker starts: the clock stands where the story needs it, the agency is there."""

from typing import Any

from django.core.management.base import BaseCommand

from config.demo import clock, founding


class Command(BaseCommand):
    help = "Set the demo's clock and found its agency; a second call changes nothing."

    def handle(self, **_options: Any) -> None:
        clock.begin_at(clock.STORY_BEGINS)
        founding.found()
