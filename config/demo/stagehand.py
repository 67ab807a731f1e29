"""Moves the clock and plays the story when the page wishes it, and says in the log what came."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext as _

from config.demo.desk import Desk, Wish
from config.demo.leaps import leap
from config.demo.narration import Narration
from config.demo.news import News
from config.demo.stage import Stage
from config.demo.story import Story
from config.demo.trouble import Trouble
from notifications.models import Notice
from workflows.errors import Refused
from workflows.now import now


class Stagehand:
    def __init__(self, desk: Desk, say: Narration) -> None:
        self.desk = desk
        self.say = say

    def fulfil(self, wish: Wish) -> None:
        """Whatever comes of it stands in the log; nothing that goes wrong ends the demo."""
        stage = Stage(News(self.say), watched=lambda at: self._reached(wish, at))
        try:
            with self._counted(wish):
                self._play(wish, stage)
        except (Trouble, Refused) as trouble:
            self.say.bad(str(trouble))
            self.desk.say("trouble", wish=wish, why=str(trouble))
        finally:
            self.desk.end()

    def _play(self, wish: Wish, stage: Stage) -> None:
        if wish is Wish.STORY:
            Story(stage).go_on()
        elif wish is Wish.REQUEST:
            self.say.chapter(_("Another request"))
            Story(stage).ask_again()
        else:
            self._move(wish, stage)

    def _move(self, wish: Wish, stage: Stage) -> None:
        found = leap(wish, now())
        if found.to is None:
            raise Trouble(str(found.why_not))
        stage.until(found.to)

    def _reached(self, wish: Wish, moment: datetime) -> None:
        self.desk.begin(wish, reached=moment.isoformat())

    @contextmanager
    def _counted(self, wish: Wish) -> Iterator[None]:
        before, notices = now(), Notice.objects.count()
        self.desk.begin(wish, reached=before.isoformat())
        yield
        told = Notice.objects.count() - notices
        self.desk.say("moved", wish=wish, to=now().isoformat(), notices=told)
