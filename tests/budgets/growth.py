"""A place of work that grows: so many rows of everything that any page or list could show."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts import clock, entries
from accounts.models import ApiToken, EntryKey, Visit
from mentoring.models import (
    Absence,
    Agreement,
    Note,
    Offer,
    PerformanceCounselling,
    Relationship,
    RosterImport,
    RosterRow,
    Session,
)
from mentoring.sealing.notes import new_key
from mentoring.services.pausing import target_of
from notifications.models import Notice
from tests.budgets.data import Asked, asked
from tests.budgets.glass import Glasses, glasses
from tests.budgets.office import Office, office
from tests.budgets.own import Own, own
from tests.budgets.rows import copy_deadlines, like
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.cast import MONDAY, Cast, another_mentee, another_mentor
from tests.factories.performance import counselling, official
from tests.factories.relationship import relationship
from tests.factories.session import session
from workflows.models import Deadline, Extension, Pause, Record
from workflows.pauses import of_item

DAY = timedelta(days=1)
BEGUN = ("active", "requested", "offered")


@dataclass
class Scene:
    """One item of each kind that is looked at; the rows beside it grow, its own as well."""

    cast: Cast
    begun: dict[str, Relationship]
    met: Session
    meeting: Session
    note: Note
    roster: RosterImport
    office: Office
    closed: PerformanceCounselling
    counselling: PerformanceCounselling
    own: Own
    asked: Asked
    glasses: Glasses
    token: str
    size: int = 1
    told: list[Notice] = field(default_factory=list)

    @property
    def pair(self) -> Relationship:
        return self.begun["active"]

    def grow(self, size: int) -> None:
        for number in range(0 if size == 1 else self.size, size):
            self._pauses(number)
        for number in range(self.size, size):
            self._colleagues(number)
            self._of_the_pair(number)
            self._of_each(number)
            self.office.grow(number, self.cast)
            self.own.grow()
        self.size = size

    def _colleagues(self, number: int) -> None:
        """More people in every part, each in every stage with Budi."""
        crew = self.cast
        mentee = another_mentee(crew, f"Orang {number} Contoh")
        another_mentor(crew, f"Pembimbing {number} Contoh")
        people.line(mentee, crew.rina)
        for base in self.begun.values():
            made = like(base, mentee=mentee)
            copy_deadlines(base, made)
        beside = like(self.counselling, client=mentee, key=new_key(MONDAY))
        copy_deadlines(self.counselling, beside)
        like(self.closed, client=mentee, key=new_key(MONDAY))
        self.asked.grow(mentee)
        self.glasses.grow(mentee)
        places.unit(f"Bidang {number} Contoh", of=crew.organisation)
        course = programmes.programme(f"program-{number}", organisation=crew.organisation)
        programmes.enrolment(crew.maya, course)

    def _of_the_pair(self, number: int) -> None:
        later = number * DAY
        made = like(
            self.meeting,
            starts_at=self.meeting.starts_at + later,
            ends_at=self.meeting.ends_at + later,
        )
        copy_deadlines(self.meeting, made)
        like(self.note, body=f"Catatan {number}")
        for subject in (self.pair, self.met, self.counselling):
            told = Record.objects.filter(subject_kind=subject.kind, subject_id=subject.pk)
            last = told.latest("version")
            like(last, version=last.version + 1)
        offer = Offer.objects.filter(relationship=self.pair).earliest("rank")
        like(offer, rank=offer.rank + number)
        agreed = Agreement.objects.filter(relationship=self.pair).earliest("version")
        like(agreed, version=agreed.version + number)

    def _pauses(self, number: int) -> None:
        start = MONDAY + (400 + number) * DAY
        for target in (of_item(self.pair.kind, self.pair.pk), target_of(self.pair.programme)):
            Pause.objects.create(
                target=target, starts_at=start, ends_at=start + DAY, reason="peak", set_at=MONDAY
            )

        Extension.objects.create(
            deadline=Deadline.objects.of(self.pair.kind, self.pair.pk).earliest("pk"),
            working_days=1, reason="workload", given_by=self.cast.citra.user, given_at=MONDAY,
            due_from=MONDAY, due_to=start,
        )  # fmt: skip

    def _of_each(self, number: int) -> None:
        crew = self.cast
        for notice in self.told:
            like(notice, key=f"{notice.key}:{number}")
        held = like(self.roster, digest=f"{number:064}")
        for roster in (self.roster, held):
            RosterRow.objects.create(
                roster_import=roster, number=number + 5, verdict="new", person=crew.eko
            )
        for person in (crew.maya, crew.budi.person):
            user = person.user
            Visit.objects.create(
                user=user, session_key=f"{user.pk}-{number}", began_at=MONDAY, seen_at=MONDAY
            )
            ApiToken.objects.create(
                user=user, name=f"contoh {number}", scope="read", digest=uuid.uuid4().hex,
                created_at=MONDAY, expires_at=MONDAY + 90 * DAY,
            )  # fmt: skip
            day = date(2026, 9, 1) + 3 * number * DAY
            Absence.objects.create(person=person, starts_on=day, ends_on=day + DAY)


def scene(crew: Cast) -> Scene:
    crew.budi.capacity = 100
    crew.budi.save(update_fields=["capacity"])
    begun = {
        "active": relationship(crew, "active"),
        "requested": relationship(crew, "requested", mentee=another_mentee(crew, "Yuni Contoh")),
        "offered": relationship(crew, "offered", mentee=another_mentee(crew, "Nina Contoh")),
    }
    met = session(begun["active"], "held", starts_at=MONDAY + 7 * DAY)
    meeting = session(Relationship.objects.get(pk=begun["active"].pk), starts_at=MONDAY + 9 * DAY)
    note = Note.objects.create(
        session=met, author=crew.maya, kind="shared", body="Catatan", created_at=MONDAY
    )
    roster = RosterImport.objects.create(
        programme=crew.programme, digest="0" * 64, started_at=MONDAY
    )
    RosterRow.objects.create(roster_import=roster, number=2, verdict="new", person=crew.eko)
    users = [crew.maya.user, crew.budi.person.user, crew.citra.user, crew.hadi.user, crew.rina.user]
    found = [Notice.objects.filter(recipient=user).order_by("pk").first() for user in users]
    crew.maya.user.set_password("kuda biru terbang")
    crew.maya.user.save(update_fields=["password"])
    key = entries.issue_mail(crew.maya.user, EntryKey.Purpose.RECOVER, now=clock.now())
    told = [notice for notice in found if notice]
    token = entries.token_of(key)
    helper = official(crew)
    states = [counselling(crew, state, counsellor=helper) for state in ("closed", "proposed")]
    rooms = office(crew, met), *states, own(crew), asked(crew), glasses(crew)
    return Scene(crew, begun, met, meeting, note, roster, *rooms, token, told=told)
