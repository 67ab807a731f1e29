"""The demo's story in the terminal, played against the running worker; its balance at the end."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from config.demo import balance
from config.demo.narration import Narration, speak
from config.demo.news import News
from config.demo.stage import Stage
from config.demo.story import Story
from config.demo.trouble import Trouble


class Command(BaseCommand):
    help = "Play the demo's story and say how the balance stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_mutually_exclusive_group()
        parts.add_argument("--begin", action="store_true", help="only as far as the open offer")
        parts.add_argument("--go-on", action="store_true", help="from the open offer to the end")
        parts.add_argument("--again", action="store_true", help="nothing: only the balance")

    def handle(self, *, begin: bool, go_on: bool, again: bool, **_options: Any) -> None:
        speak()
        say = Narration(sys.stdout)
        try:
            if again:
                say.chapter(_("An earlier run has set everything up; its data is still here."))
            else:
                story = Story(Stage(News(say)))
                part = story.begin if begin else story.go_on if go_on else story.play
                part()
        except Trouble as trouble:
            say.bad(str(trouble))
            sys.exit(1)
        say.chapter(_("Every notice and its mail"))
        found = balance.strike(Path(settings.DATA_DIR) / "mail")
        say.table(found.rows())
        if not found.is_even:
            say.bad(_("Something was lost, doubled or failed."))
            sys.exit(1)
