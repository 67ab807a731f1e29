"""A small world with somebody in every relation to something, for the permission table.

Two agencies. In the first, Maya works with Budi, has worked with him before, and Nina came to Budi
after Tono; a request lies before Putri, another before nobody, a draft before its author.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.models import ApiToken, User
from mentoring.models import (
    Correction,
    Note,
    Person,
    Relationship,
    RosterImport,
    RosterUpload,
    Session,
    Slip,
)
from mentoring.notices import audience, facts
from mentoring.notices.path import as_json
from mentoring.services.correction import report
from notifications import outbox
from notifications.models import Delivery, Incident, Notice
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.cast import MONDAY, Cast, another_mentee, another_mentor, cast, mentor
from tests.factories.relationship import relationship
from tests.factories.session import HOUR, session
from workflows import engine
from workflows.models import Calendar, Deadline

# What somebody wrote, and who may read it anywhere.
SECRETS: dict[str, set[str]] = {
    "catatan pribadi mentee": {"mentee"},
    "catatan bersama": {"mentee", "mentor"},
    "catatan pribadi mentor": {"mentor"},
    "permohonan yang belum dijawab": {"coordinator"},
    "permohonan yang ditanyakan": {"other unit", "mentor who is asked", "coordinator"},
    "tempat rahasia": {"mentee", "mentor"},
}


@dataclass(frozen=True, slots=True)
class World:
    """Actors by what they are; relationships by what they are to Maya, Budi and their agency."""

    actors: dict[str, Any]
    relationships: dict[str, Relationship]
    session: Session
    correction: Correction
    cast: Cast
    secrets: dict[str, set[str]]


def world() -> World:
    crew = cast()
    tono, putri = another_mentor(crew, "Tono Contoh"), another_mentor(crew, "Putri Contoh")
    nina = another_mentee(crew, "Nina Contoh")
    far = people.person("Wawan Contoh", unit=places.unit("Badan Contoh", of=crew.organisation))
    programmes.enrolment(far, crew.programme)
    people.line(tono.person, crew.hadi)
    other = _other_agency(crew)
    found = {
        "archived": relationship(crew, "followed_up"),
        "own": relationship(crew, "active"),
        "formerly assigned": _came_after(crew, nina, tono),
        "offered": relationship(crew, "offered", mentee=far, practitioner=putri),
        "same unit": relationship(crew, "requested", mentee=another_mentee(crew, "Yuni Contoh")),
        "other unit": relationship(crew, "active", mentee=far, practitioner=tono),
        "draft": relationship(crew, "draft", mentee=another_mentee(crew, "Dian Contoh")),
        "other organisation": relationship(other, "active"),
    }
    for name, aim in (
        ("same unit", "permohonan yang belum dijawab"),
        ("offered", "permohonan yang ditanyakan"),
    ):
        Relationship.objects.filter(pk=found[name].pk).update(aim=aim)
    made = _talked(crew, found["own"])
    _papers(crew)
    _escalated(crew, found["own"])
    disputed = _disputed(crew)
    _troubles(crew, found["own"])
    return World(
        _actors(crew, other, nina, far, tono.person, putri.person),
        found,
        made,
        disputed,
        crew,
        SECRETS,
    )


def _other_agency(crew: Cast) -> Cast:
    home = places.organisation(
        "Pemerintah Kota Contoh", code="kota-contoh", works_by=Calendar.objects.get(code="wib_5")
    )
    unit = places.unit("Dinas Kota Contoh", of=home)
    lina, joko, dewi = (
        people.person(f"{name} Contoh", unit=unit) for name in ("Lina", "Joko", "Dewi")
    )
    course = programmes.programme("mentoring-kota", organisation=home)
    programmes.enrolment(lina, course)
    people.appointment(dewi)
    return replace(
        crew, organisation=home, programme=course, maya=lina, budi=mentor(joko), citra=dewi
    )


def _came_after(crew: Cast, mentee: Person, former: Any) -> Relationship:
    found = relationship(crew, "rematch", mentee=mentee, practitioner=former)
    budi, citra = crew.budi.person.user, crew.citra.user
    offer = {"practitioner": crew.budi.uid}
    found = engine.perform(found, "offer", by=citra, now=MONDAY + HOUR, data=offer)
    found = engine.perform(found, "accept", by=budi, now=MONDAY + HOUR)
    for by in (mentee.user, budi):
        found = engine.perform(found, "sign", by=by, now=MONDAY + HOUR)
    return found


def _talked(crew: Cast, own: Relationship) -> Session:
    made = session(own, "held")
    Session.objects.filter(pk=made.pk).update(place="tempat rahasia")
    for author, kind, body in (
        (crew.maya, "private", "catatan pribadi mentee"),
        (crew.maya, "shared", "catatan bersama"),
        (crew.budi.person, "private", "catatan pribadi mentor"),
    ):
        Note.objects.create(session=made, author=author, kind=kind, body=body, created_at=MONDAY)
    return made


def _papers(crew: Cast) -> None:
    RosterImport.objects.create(programme=crew.programme, digest="0" * 64, started_at=MONDAY)
    RosterUpload.objects.create(
        programme=crew.programme, by=crew.citra.user, name="contoh.csv", digest="0" * 64,
        content=b"", created_at=MONDAY, rejects="contoh",
    )  # fmt: skip
    Slip.objects.create(person=crew.eko, programme=crew.programme, created_at=MONDAY)
    ApiToken.objects.create(
        user=crew.maya.user, name="contoh", scope="read", digest="1" * 64,
        created_at=MONDAY, expires_at=MONDAY + HOUR,
    )  # fmt: skip


def _troubles(crew: Cast, own: Relationship) -> None:
    """A mail to Maya that failed, an escalation that reached nobody, and what is no agency's."""
    Incident.objects.create(key="made up", kind="engine", reason="contoh", opened_at=MONDAY)
    copy = Delivery.objects.filter(notice__recipient=crew.maya.user).earliest("due_at", "pk")
    Incident.objects.create(
        key="made up too", kind="delivery_failed", reason="smtp_550", delivery=copy,
        opened_at=MONDAY,
    )  # fmt: skip
    Notice.objects.create(
        key="made up", kind="escalation.unroutable", cause="deadline:made-up",
        recipient=crew.citra.user, subject_kind=own.kind, subject_id=own.pk, disclosure="A",
        created_at=MONDAY + HOUR, path=[{"role": "superior_of_mentee"}, {"way": "nobody"}],
        facts={"deadline": "next_session", "late": "Maya Contoh"},
    )  # fmt: skip


def _escalated(crew: Cast, own: Relationship) -> None:
    """Budi's superior was told that his status update is late."""
    row = Deadline.objects.open().of("relationship", own.pk).get(name="status_update")
    (over,) = audience.resolve("superior_of_practitioner", own, MONDAY)
    with transaction.atomic():
        outbox.put(
            outbox.draft(
                "escalation.status_update",
                recipient=crew.sari.user,
                cause=f"deadline:{row.uid}:1:2:1",
                subject_kind=own.kind,
                subject_id=own.pk,
                facts={
                    **facts.of_subject(own),
                    **facts.of_deadline(row, [crew.budi.person], MONDAY),
                    **facts.of_recipient(own, over),
                },
                path=as_json(over.role, over.path),
                now=MONDAY,
                copy_at=MONDAY,
            )
        )


def _disputed(crew: Cast) -> Correction:
    """Budi's superior says that he is not hers."""
    notice = Notice.objects.get(recipient=crew.sari.user)
    return report(notice, by=crew.sari.user, now=MONDAY)


def _actors(crew: Cast, other: Cast, *rest: Person) -> dict[str, Any]:
    nina, far, tono, putri = rest
    people_of = {
        "mentee": crew.maya,
        "mentor": crew.budi.person,
        "coordinator": crew.citra,
        "superior of the mentee": crew.rina,
        "superior of the mentor": crew.sari,
        "head of service": crew.hadi,
        "colleague": crew.eko,
        "another mentee": nina,
        "other unit": far,
        "former mentor": tono,
        "mentor who is asked": putri,
        "other organisation": other.maya,
        "other coordinator": other.citra,
    }
    support = User.objects.create_superuser("bantuan", "bantuan@example.go.id", "x")
    return {
        **{name: person.user for name, person in people_of.items()},
        "support": support,
        "nobody": AnonymousUser(),
    }
