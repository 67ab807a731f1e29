"""What waits in a coordinator's office, growing: corrections, troubles, rosters, slips."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from mentoring.models import (
    BulkAct,
    BulkItem,
    CalendarImport,
    Correction,
    Matter,
    OwnDay,
    Person,
    Relationship,
    RosterUpload,
    Rotation,
    RotationMove,
    Session,
    Slip,
    WeekChoice,
)
from mentoring.notices import audience, facts
from mentoring.notices.path import as_json
from mentoring.rules import office_day
from mentoring.services import programs
from mentoring.services.appointments import appoint
from mentoring.services.correction import report
from mentoring.services.defaults import shipped_policies
from mentoring.vocabulary import AppointedRole
from notifications import outbox
from notifications.models import Delivery, Endpoint, Incident, Notice
from tests.budgets.rows import copy_deadlines, like
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY, Cast
from tests.factories.matter import matter
from workflows import policies
from workflows.models import Deadline, Record
from workflows.policy import Offset, Unit


@dataclass
class Office:
    """One of each kind that is looked at."""

    correction: Correction
    matter: Matter
    escalation: Notice
    alarm: Notice
    incident: Incident
    late: Delivery
    upload: RosterUpload
    act: BulkAct
    program: Endpoint
    rotation: Rotation

    def grow(self, number: int, crew: Cast) -> None:
        person = people.person(
            f"Tanpa Surel {number} Contoh",
            unit=places.unit(f"Kantor {number} Contoh", of=crew.organisation),
            email="",
        )
        today = office_day(MONDAY)
        Slip.objects.create(person=person, programme=crew.programme, created_at=MONDAY)
        self._corrected(number, person)
        self._came_about()
        self._in_trouble(number)
        self.set_anew(number, crew)
        _own_day(number, crew)
        _rotation(number, person, crew)
        done = self.rotation.moves.get(number=3)
        like(done, number=number + 4)
        appoint(
            crew.organisation,
            person,
            AppointedRole.COORDINATOR,
            today,
            by=crew.hadi.user,
            now=MONDAY,
        )
        self.told(number)
        like(self.upload, digest=f"{number:064}")
        row = {"number": number + 2, "name": "Contoh", "verdict": "new", "problems": []}
        self.upload.preview.append(row)
        self.upload.save(update_fields=["preview"])
        _together(self.act, number, Relationship.objects.order_by("-pk").first())

    def _corrected(self, number: int, person: Person) -> None:
        told = like(self.escalation, key=f"{self.escalation.key}:{number}")
        made = like(self.correction, person=person, notice=told)
        copy_deadlines(self.correction, made)
        past = Record.objects.filter(subject_kind="correction", subject_id=self.correction.pk)
        last = past.latest("version")
        like(last, version=last.version + 1)

    def _came_about(self) -> None:
        past = Record.objects.filter(subject_kind="matter", subject_id=self.matter.pk)
        last = past.latest("version")
        like(last, version=last.version + 1)

    def set_anew(self, number: int, crew: Cast) -> None:
        """Another version of a policy, for the organisation and for the programme."""
        offer = shipped_policies()["answer_offer"]
        other = replace(offer, allowance=Offset(number, Unit.WORKING_DAYS))
        for scope in (f"organisation:{crew.organisation.uid}", f"programme:{crew.programme.uid}"):
            policies.publish(other, now=MONDAY, scope=scope, by=crew.citra.user)

    def told(self, number: int) -> None:
        """Another program, and another post to the one."""
        other = f"https://example.go.id/{number}"
        like(self.program, url=other)
        told = like(self.late.notice, key=f"{self.late.notice.key}:program:{number}")
        post = {"endpoint": self.program, "channel": "webhook"}
        Delivery.objects.create(notice=told, due_at=MONDAY, next_attempt_at=MONDAY, **post)

    def _in_trouble(self, number: int) -> None:
        own = Relationship.objects.order_by("-pk").exclude(state="draft")
        about = own.filter(state="active").first()
        assert about
        key = f"{self.alarm.key}:{number}"
        like(self.alarm, key=key, cause=f"deadline:{number}", subject_id=about.pk)
        lost = like(self.late.notice, key=f"{self.late.notice.key}:late:{number}")
        copy = like(self.late, notice=lost)
        broken = like(self.late.notice, key=f"{self.late.notice.key}:broken:{number}")
        failed = like(copy, notice=broken)
        like(self.incident, key=f"{self.incident.key}:{number}", delivery=failed)


def office(crew: Cast, met: Session) -> Office:
    pair = met.relationship
    escalation = _escalated(crew, pair)
    alarm = Notice.objects.create(
        key="made up", kind="escalation.unroutable", cause="deadline:made-up",
        recipient=crew.citra.user, subject_kind=pair.kind, subject_id=pair.pk, disclosure="A",
        created_at=MONDAY, path=[{"role": "superior_of_mentee"}, {"way": "nobody"}],
        facts={"deadline": "status_update", "late": "Maya Contoh"},
    )  # fmt: skip
    told = Notice.objects.filter(recipient=crew.maya.user, disclosure="A").earliest("pk")
    late, failed = (_failed(told, name) for name in ("late", "broken"))
    incident = Incident.objects.create(
        key="made up", kind="delivery_failed", reason="smtp_550", delivery=failed, opened_at=MONDAY
    )
    upload = RosterUpload.objects.create(
        programme=crew.programme, by=crew.citra.user, name="contoh.csv", digest="0" * 64,
        content=b"", created_at=MONDAY, rejects="contoh",
        preview=[{"number": 2, "name": "Contoh", "verdict": "new", "problems": []}],
    )  # fmt: skip
    Slip.objects.create(person=crew.eko, programme=crew.programme, created_at=MONDAY)
    _own_day(0, crew)
    rotation = _rotation(0, crew.eko, crew)
    disputed = _escalated(crew, pair, again=":again")
    correction = report(disputed, by=crew.sari.user, now=MONDAY)
    act = BulkAct.objects.create(kind="remind", by=crew.citra.user, asked_at=MONDAY)
    _together(act, 0, pair)
    program, _secret = programs.add(
        crew.organisation, "https://example.go.id/", ["late"], by=crew.citra.user, now=MONDAY
    )
    decided = matter(crew, pair)
    made = Office(
        correction, decided, escalation, alarm, incident, late, upload, act, program, rotation
    )
    made.set_anew(40, crew)
    made.told(40)
    return made


def _together(act: BulkAct, number: int, pair: Any) -> None:
    BulkItem.objects.create(
        act=act, place=number, subject_kind=pair.kind, subject_id=pair.pk, name=f"step_{number}"
    )


def _own_day(number: int, crew: Cast) -> None:
    """Another own day and another week chosen, of the organisation and of a unit."""
    day = date(2027, 1, 1) + timedelta(days=number)
    for beside, unit in enumerate((None, crew.maya.unit)):
        home = {"organisation": crew.organisation, "unit": unit}
        OwnDay.objects.create(date=day, kind="regional", name="Contoh", decree="SK", **home)
        CalendarImport.objects.create(
            number=2 * number + beside, by=crew.citra.user, at=MONDAY, name="hari.csv", content="",
            added=1, changed=0, removed=0, **home,
        )  # fmt: skip
        WeekChoice.objects.create(
            calendar=crew.organisation.calendar, by=crew.citra.user, at=MONDAY, **home
        )


def _rotation(number: int, person: Person, crew: Cast) -> Rotation:
    """Another rotation with a move that waits and one that began a matter."""
    made = Rotation.objects.create(
        organisation=crew.organisation, digest=f"{number:064}", name="mutasi.csv",
        by=crew.citra.user, at=MONDAY,
    )  # fmt: skip
    day = date(2027, 1, 1)
    move = {"rotation": made, "person": person, "superior": crew.sari, "decree": "SK"}
    move |= {"unit": person.unit, "effective_on": day, "due_on": day}
    RotationMove.objects.create(number=2, **move)
    done = RotationMove.objects.create(number=3, done_at=MONDAY, **move)
    matter(crew, person=person, move=done)
    return made


def _failed(told: Notice, name: str) -> Delivery:
    notice = like(told, key=f"{told.key}:{name}")
    return Delivery.objects.create(
        notice=notice, channel="mail", state="failed", due_at=MONDAY, next_attempt_at=MONDAY,
        stopped_at=MONDAY, error_code="smtp_550", attempts=1,
    )  # fmt: skip


def _escalated(crew: Cast, pair: Any, again: str = "") -> Notice:
    """Budi's superior is told that his status update is late."""
    row = Deadline.objects.open().of("relationship", pair.pk).get(name="status_update")
    (over,) = audience.resolve("superior_of_practitioner", pair, MONDAY)
    with transaction.atomic():
        outbox.put(
            outbox.draft(
                "escalation.status_update",
                recipient=crew.sari.user,
                cause=f"deadline:{row.uid}:1:2:1{again}",
                subject_kind=pair.kind,
                subject_id=pair.pk,
                facts={
                    **facts.of_subject(pair),
                    **facts.of_deadline(row, [crew.budi.person], MONDAY),
                    **facts.of_recipient(pair, over),
                },
                path=as_json(over.role, over.path),
                now=MONDAY,
                copy_at=MONDAY,
            )
        )
    return Notice.objects.get(recipient=crew.sari.user, cause=f"deadline:{row.uid}:1:2:1{again}")
