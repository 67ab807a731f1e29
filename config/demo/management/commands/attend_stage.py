"""What the page wishes of time and of the story, fulfilled one wish after the other."""

import signal
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.demo.desk import PLAYS, Desk
from config.demo.narration import Narration, speak
from config.demo.stagehand import Stagehand

TICK = 0.1


class Command(BaseCommand):
    help = "Stand by the demo's stage until told to end."

    def handle(self, **_options: Any) -> None:
        speak()
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
        desk = Desk(Path(settings.DATA_DIR) / "desk")
        desk.end()  # what an earlier one was killed at is not going on any more
        hand = Stagehand(desk, Narration(sys.stdout))
        while True:
            for wish in desk.take(PLAYS):
                hand.fulfil(wish)
            time.sleep(TICK)
