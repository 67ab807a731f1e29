"""One run of the demo: everything started in order, the story played, everything ended."""

import signal
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from config.demo import broker, ports
from config.demo.broker import Broker
from config.demo.desk import Desk, Wish
from config.demo.folder import Folder
from config.demo.harm import Harm
from config.demo.narration import Narration
from config.demo.programs import Programs, manage
from config.demo.supervisor import Supervisor
from config.demo.trouble import StopAsked, Trouble

START_LIMIT = 60.0
GOOD, FAILED, INTERRUPTED = 0, 1, 130
PAGE, LIVE = "/demo/", "/health/live"
ALONE = 45.0  # seconds in which somebody may come to the stage


@dataclass(frozen=True, slots=True)
class Demo:
    """`once`: play the story, audit, say the verdict, end."""

    folder: Folder
    port: int
    once: bool
    say: Narration

    def run(self, environment: MutableMapping[str, str]) -> int:
        """Returns the exit status; `environment` becomes that of every child."""
        if self.folder.has_data and not self.folder.story_is_played:
            self.say.line(_("An earlier demo was cut short; it begins anew."))
            self.folder.clear()
        self.folder.furnish()
        Desk(self.folder.desk).clear_table()
        supervisor = Supervisor(self.folder.logs, self.say.line)
        queue = broker.choose(self.folder.path, environment)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_signal: setattr(supervisor, "stop_asked", True))
        try:
            self.start(supervisor, queue, environment)
            good = self.play(supervisor)
            if self.once:
                return GOOD if good and self.audit(supervisor) else FAILED
            self.stay(supervisor, queue)
            return GOOD
        except StopAsked:
            return INTERRUPTED if self.once else GOOD
        finally:
            self.say.say(_("Stopping everything …"))
            supervisor.stop()
            queue.tidy()

    def start(
        self, supervisor: Supervisor, queue: Broker, environment: MutableMapping[str, str]
    ) -> None:
        programs = Programs(self.folder, self.port, ports.any_free())
        environment.update(programs.environment(queue.url))
        self.say.chapter(_("Starting"))
        curtain = supervisor.begin(programs.curtain)
        if queue.program:
            supervisor.keep(queue.program)
        self._wait(supervisor, queue.answers, queue.label)
        self.say.progress(_("The database is being prepared …"))
        supervisor.need(manage("set_stage"))
        self.say.say(_("The database is ready."))
        for program in (programs.catcher, programs.web, programs.worker, programs.beat):
            supervisor.keep(program)
        self._wait(supervisor, lambda: ports.accepts(programs.mail_port), _("Mail catcher"))
        self._wait(supervisor, lambda: ports.serves(self.port, LIVE), _("Page"))
        supervisor.end(curtain)
        self.say.good(_("Open %(address)s – every mail shows there as it arrives.") % self._words)

    def play(self, supervisor: Supervisor) -> bool:
        """The whole story if nobody stays to see it, else as far as the stage needs it."""
        part = () if self.once else ("--begin",)
        arguments = ("--again",) if self.folder.story_is_played else part
        if supervisor.run(manage("play_story", *arguments, speaks=True)):
            self.say.bad(_("The story did not come to its end. Log: %(log)s") % self._words)
            return False
        self.folder.mark_played()
        return True

    def audit(self, supervisor: Supervisor) -> bool:
        self.say.chapter("manage.py audit")
        if supervisor.run(manage("audit", speaks=True)):
            self.say.bad(_("The audit found something wrong. Data: %(folder)s") % self._words)
            return False
        self.say.good(_("The audit found nothing wrong."))
        return True

    def stay(self, supervisor: Supervisor, queue: Broker) -> None:
        """Serve the stage; if nobody comes to it at first, the story plays on by itself."""
        desk = Desk(self.folder.desk)
        supervisor.meanwhile = Harm(desk, supervisor, queue).serve
        supervisor.keep(manage("attend_stage", speaks=True))
        self.say.chapter(_("The stage is yours: %(address)s") % self._words)
        self.say.say(_("Ctrl-C stops everything. Data: %(folder)s") % self._words)
        try:
            supervisor.wait_for(lambda: desk.is_taken, ALONE)
        except TimeoutError:
            self.say.say(_("Nobody is at the stage, so the story plays on by itself."))
            desk.ask(Wish.STORY)
        supervisor.wait_for(lambda: False)

    @property
    def _words(self) -> Mapping[str, object]:
        return {
            "address": f"http://localhost:{self.port}{PAGE}",
            "folder": self.folder.path,
            "log": self.folder.logs / "play_story.log",
        }

    def _wait(self, supervisor: Supervisor, ready: Callable[[], bool], label: str) -> None:
        self.say.progress(_("%(what)s is starting …") % {"what": label})
        try:
            supervisor.wait_for(ready, START_LIMIT)
        except TimeoutError:
            words = {"what": label, "logs": self.folder.logs}
            raise Trouble(
                _("%(what)s did not start within a minute. See the logs in %(logs)s") % words
            ) from None
        self.say.say(_("%(what)s is ready.") % {"what": label})
