"""The story of the demo: one mentoring from the roster to the follow-up, told chapter by chapter.

People act through the same services as everybody; what is due meanwhile comes from the engine.
"""

import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.utils.translation import gettext as _

from config.demo import agency, clock, founding, owners
from config.demo.stage import Stage
from config.demo.trouble import Trouble
from mentoring.machines.relationship import RelationshipState
from mentoring.models import Person, Practitioner, Programme, Relationship, Session
from mentoring.services import relationship as relationships
from mentoring.services import session as sessions
from workflows.now import now

HOUR = timedelta(hours=1)
OFFER_LAPSES = clock.wib("2026-03-30 07:30")


class Story:
    """`tie` is the relationship the story is about, as it last stood."""

    tie: Relationship
    session: Session

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.tell = stage.news.narrate

    def play(self) -> None:
        self.begin()
        self.go_on()

    def begin(self) -> None:
        """As far as the offer that waits for its answer; from here on anybody may take over."""
        self._chapter(_("1. The programme gets its people"), self.roster)
        self._chapter(_("2. A request"), self.request)
        self._chapter(_("3. An offer nobody answers"), self.offer)

    def go_on(self) -> None:
        """From the offer to the end; Trouble if somebody has taken the story into their hands."""
        self._meet_cast()
        self.tie = waiting_offer(now())
        self.unanswered_offer()
        for title, chapter in (
            (_("4. A second offer, accepted"), self.second_offer),
            (_("5. The agreement"), self.agreement),
            (_("6. A session, moved and held"), self.moved_session),
            (_("7. A session somebody missed"), self.missed_session),
            (_("8. A status update forgotten"), self.forgotten_update),
            (_("9. The last session and the closing"), self.closing),
            (_("10. Three months later"), self.follow_up),
        ):
            self._chapter(title, chapter)

    def ask_again(self) -> None:
        """Maya asks once more, and Citra offers it to Bambang; Refused if she may not."""
        self._meet_cast()
        self._ask()
        self._offer_to(self.bambang)

    def _chapter(self, title: str, tell: Callable[[], None]) -> None:
        self.stage.news.say.chapter(title)
        tell()

    def roster(self) -> None:
        self.stage.at("2026-03-17 08:05")
        self.tell(_("Citra, the coordinator, imports the roster her office has sent."))
        with TemporaryDirectory() as folder:
            file = Path(folder) / "peserta.csv"
            founding.write_roster(file)
            said = StringIO()
            call_command(
                "import_roster", file, programme=founding.PROGRAMME, by=_username(agency.CITRA),
                stdout=said, stderr=sys.stderr,
            )  # fmt: skip
        for line in said.getvalue().splitlines():
            self.stage.news.say.say(line)
        self.stage.settle()

    def request(self) -> None:
        self._meet_cast()
        self.stage.at("2026-03-17 09:00")
        self._ask()

    def offer(self) -> None:
        self.stage.at("2026-03-17 10:00")
        self.tell(_("Citra offers the request to Bambang. He has three working days to answer."))
        self._offer_to(self.bambang)

    def unanswered_offer(self) -> None:
        self.stage.at("2026-03-30 09:15")
        self._turn()

    def second_offer(self) -> None:
        self.tell(_("Citra offers the request to Budi, of the public works office."))
        self._offer_to(self.budi)
        self.stage.at("2026-03-31 10:20")
        self.tell(_("Budi accepts."))
        self._do("accept", self.budi)

    def agreement(self) -> None:
        self.stage.at("2026-03-31 13:10")
        self.tell(_("Maya proposes what they agree on and signs."))
        terms = {
            "goals": "Satu inovasi pelayanan diuji coba (contoh).",
            "frequency_days": 14,
            "ends_on": date(2026, 7, 31),
        }
        self._do("propose_terms", self.maya, **terms)
        self._do("sign", self.maya)
        self._turn()
        self.stage.at("2026-04-01 08:10")
        self.tell(_("Budi signs too. The mentoring begins."))
        self._do("sign", self.budi)
        self._turn()

    def moved_session(self) -> None:
        self.stage.at("2026-04-02 09:00")
        self._propose("2026-04-09 09:00", _("Budi proposes a first session for 9 April."))
        self.stage.at("2026-04-06 08:20")
        self.tell(_("Maya confirms."))
        self._meet("confirm", self.maya)
        self.stage.at("2026-04-08 11:00")
        self.tell(_("Budi is called away: he moves the session to 10 April, 09.30."))
        starts_at = clock.wib("2026-04-10 09:30")
        self._meet("move", self.budi, starts_at=starts_at, ends_at=starts_at + HOUR)
        self.stage.at("2026-04-08 13:30")
        self.tell(_("Maya confirms the new time."))
        self._meet("confirm", self.maya)
        self.stage.at("2026-04-10 10:45")
        self._took_place(_("The session took place; both confirm it, and Budi files a note."))

    def missed_session(self) -> None:
        self.stage.at("2026-04-20 08:30")
        self._propose("2026-04-27 09:00", _("Budi proposes a second session for 27 April."))
        self.stage.at("2026-04-21 10:00")
        self.tell(_("Maya confirms."))
        self._meet("confirm", self.maya)
        self.stage.at("2026-04-27 09:40")
        self.tell(_("Maya does not come, and Budi reports it."))
        self._meet("report_no_show", self.budi, missed_by="mentee")

    def forgotten_update(self) -> None:
        self.tell(_("Budi owes a status update every 20 working days. This time he forgets."))
        self._turn()
        self.stage.at("2026-05-12 10:05")
        self.tell(_("Budi updates the status in two taps: on track. That ends the escalation."))
        self._do("update_status", self.budi, status="on_track")

    def closing(self) -> None:
        self.stage.at("2026-05-13 08:30")
        self._propose("2026-05-20 10:00", _("Budi proposes a last session for 20 May."))
        self.stage.at("2026-05-13 11:15")
        self.tell(_("Maya confirms."))
        self._meet("confirm", self.maya)
        self.stage.at("2026-05-20 11:30")
        self._took_place(_("The session took place; both confirm it, and Budi files a note."))
        self.stage.at("2026-06-10 09:00")
        self.tell(_("The goals are met: Maya begins to close, and looks back at once."))
        self._do("start_closing", self.maya, reason="goals_met")
        self._do("reflect", self.maya, rating=5)
        self._turn()
        self.stage.at("2026-06-15 13:30")
        self.tell(_("Budi looks back too. The mentoring is closed."))
        self._do("reflect", self.budi, rating=4)
        self._turn()

    def follow_up(self) -> None:
        self.stage.at("2026-09-15 09:00")
        self.tell(_("Maya answers: yes, she has put it to use. The story ends here."))
        self._do("follow_up", self.maya, applied="yes")

    def _meet_cast(self) -> None:
        self.maya, self.budi = _person(agency.MAYA), _person(agency.BUDI)
        self.bambang, self.citra = _person(agency.BAMBANG), _person(agency.CITRA)

    def _ask(self) -> None:
        self.tell(_("Maya, of the health office, asks for a mentor."))
        self.tie = relationships.ask(
            Programme.objects.get(code=founding.PROGRAMME),
            self.maya,
            aim="Belajar menyusun inovasi pelayanan (contoh).",
            by=self.maya.user,
            now=now(),
            submit=True,
        )
        self.stage.settle()
        self._turn()

    def _offer_to(self, mentor: Person) -> None:
        self._do("offer", self.citra, practitioner=str(_practitioner(mentor).uid))
        self._turn()

    def _do(self, name: str, who: Person, **data: Any) -> None:
        self.tie = self.stage.act(self.tie, name, who, **data)

    def _turn(self) -> None:
        self.stage.news.turn(self.tie)

    def _propose(self, starts: str, text: str) -> None:
        self.tell(text)
        starts_at = clock.wib(starts)
        self.session = sessions.propose(
            self.tie,
            starts_at=starts_at,
            ends_at=starts_at + HOUR,
            by=self.budi.user,
            now=now(),
        )
        self.stage.settle()

    def _meet(self, name: str, who: Person, **data: Any) -> None:
        self.session = self.stage.act(self.session, name, who, **data)

    def _took_place(self, text: str) -> None:
        self.tell(text)
        self._meet("confirm_held", self.budi)
        self._meet("confirm_held", self.maya)
        note = "Langkah berikut disepakati (contoh)."
        self._meet("file_note", self.budi, kind="shared", body=note)


def waiting_offer(moment: datetime) -> Relationship:
    """The offer with which the story goes on; Trouble if it has taken another way."""
    found = owners.tie() if moment < OFFER_LAPSES else None
    waits = found is not None and found.state == RelationshipState.OFFERED
    if found is None or not waits or found.offered_to != _practitioner(_person(agency.BAMBANG)):
        raise Trouble(_("The story is in your hands now: it cannot go on by itself any more."))
    return found


def _person(key: str) -> Person:
    number = next(member.nip for member in agency.members() if member.key == key)
    return Person.objects.select_related("user").get(nip=number)


def _username(key: str) -> str:
    return _person(key).user.username


def _practitioner(person: Person) -> Practitioner:
    return Practitioner.objects.get(person=person)
