"""A small world with somebody in every relation to something, for the permission table.

Two agencies. In the first, Maya works with Budi, has worked with him before, and Nina came to Budi
after Tono; a request lies before Putri, another before nobody, a draft before its author. Whatever
somebody wrote is a text of its own, so that it is known wherever it turns up.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser, Permission
from django.db import transaction
from django.urls import reverse

from accounts import tokens
from accounts.models import ApiToken, User
from mentoring.machines.break_glass_codes import Opened, Silence
from mentoring.machines.data_request_codes import DataRight
from mentoring.models import (
    Absence,
    Agreement,
    Breach,
    BreakGlass,
    Correction,
    CounsellingCase,
    DataRequest,
    Destruction,
    LegalHold,
    Matter,
    Note,
    PerformanceCounselling,
    Person,
    Programme,
    Reflection,
    Relationship,
    RosterImport,
    Rotation,
    RotationMove,
    Session,
    Slip,
)
from mentoring.notices import audience, facts
from mentoring.notices.path import as_json
from mentoring.rules import office_day
from mentoring.sealing.notes import new_key, sealed
from mentoring.services import data_requests, drafts, performance
from mentoring.services.correction import report
from mentoring.vocabulary import AppointedRole, LineKind
from notifications import outbox
from notifications.models import Notice
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.breaches import LETTER, breach
from tests.factories.break_glass import Guards, glass
from tests.factories.cast import MONDAY, Cast, another_mentee, another_mentor, cast, mentor
from tests.factories.counselling import Service, case, service
from tests.factories.data_requests import data_request, officer
from tests.factories.destructions import destruction, hold
from tests.factories.matter import matter
from tests.factories.performance import counselling
from tests.factories.relationship import relationship
from tests.factories.session import HOUR, session
from tests.permissions.troubles import troubles
from workflows import engine
from workflows.models import Calendar, Deadline
from workflows.now import process_time

LONG_AGO = MONDAY - timedelta(days=20)
DESTROYED = ("proposed", "approved", "destroyed")

# What somebody wrote, and the actors who may read it anywhere: by hand, from the decisions on
# confidentiality. Aims are told apart by the relationship, goals by the pair.
SECRETS: dict[str, set[str]] = {
    "tujuan-own": {"mentee", "mentor"},
    "tujuan-archived": {"mentee", "mentor"},
    "tujuan-formerly-assigned": {"another mentee", "mentor"},
    "tujuan-offered": {"other unit", "mentor who is asked", "coordinator"},
    "tujuan-same-unit": {"coordinator"},
    "tujuan-other-unit": {"other unit", "former mentor"},
    "tujuan-draft": set(),
    "tujuan-other-organisation": {"other organisation"},
    "sasaran-own": {"mentee", "mentor"},
    "sasaran-with-the-former": {"another mentee"},
    "sasaran-formerly-assigned": {"another mentee", "mentor"},
    "baris-status": {"mentee", "mentor"},
    "tempat-own": {"mentee", "mentor"},
    "tautan-own": {"mentee", "mentor"},
    "tempat-with-the-former": {"another mentee", "former mentor"},
    "catatan-pribadi-mentee": {"mentee"},
    "catatan-bersama": {"mentee", "mentor"},
    "catatan-pribadi-mentor": {"mentor"},
    # Not even its author's, as long as no page opens it with a record.
    "catatan-tersegel": set(),
    # Of a counselling case: opened on pages of their own, with a record, by these.
    "keinginan-klien": {"mentee"},
    "rekam-lengkap": set(),
    "rekam-terbatas": set(),
    # Opened by a page, with a record of who did.
    "perilaku-own": {"mentee", "colleague", "superior of the mentor", "superior of the mentee"},
    "hasil-own": {"mentee", "colleague", "superior of the mentee"},
    "pernyataan-own": {"mentee", "colleague", "superior of the mentee"},
    "tempat-konseling": {"mentee", "colleague"},
    "perilaku-elsewhere": {"other organisation", "mentor elsewhere"},
    # Of a request about data: opened on its page, with a record, by these.
    "permohonan-data": {"mentee", "data officer"},
    # Of a failure of data protection: opened on its page, with a record, by these.
    "laporan-kegagalan": {"data officer"},
    "isi-surat-kegagalan": {"mentee", "data officer"},
    # Why emergency access was asked for: opened with a record, by these.
    "alasan-darurat": {"emergency officer", "data officer", "head of service"},
    "coretan-mentee": {"mentee"},
    "refleksi-mentee": {"mentee"},
    "refleksi-mentor": {"mentor"},
    "alamat-own": {"coordinator"},
    "alamat-elsewhere": {"other coordinator"},
    "ditolak-own": {"coordinator"},
    "ditolak-other-programme": {"coordinator", "coordinator of another programme"},
    "ditolak-other-organisation": {"other coordinator"},
}


@dataclass(frozen=True, slots=True)
class World:
    """Actors by what they are; relationships by what they are to Maya, Budi and their agency.

    `tokens` are programs: whose they are and their secret; they may read, never write.
    """

    actors: dict[str, Any]
    tokens: dict[str, tuple[str, str]]
    relationships: dict[str, Relationship]
    sessions: dict[str, Session]
    programmes: dict[str, Programme]
    correction: Correction
    matter: Matter
    cases: dict[str, CounsellingCase]
    counsellings: dict[str, PerformanceCounselling]
    data_requests: dict[str, DataRequest]
    breaches: dict[str, Breach]
    destructions: dict[str, Destruction]
    holds: dict[str, LegalHold]
    break_glasses: dict[str, BreakGlass]
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
        "formerly assigned": relationship(
            crew, "active", mentee=nina, practitioner=tono, now=LONG_AGO
        ),
        "offered": relationship(crew, "offered", mentee=far, practitioner=putri),
        "same unit": relationship(crew, "requested", mentee=another_mentee(crew, "Yuni Contoh")),
        "other unit": relationship(crew, "active", mentee=far, practitioner=tono),
        "draft": relationship(crew, "draft", mentee=another_mentee(crew, "Dian Contoh")),
        "other organisation": relationship(other, "active"),
    }
    met = {"formerly assigned": _met_before(crew, found["formerly assigned"], "with the former")}
    found["formerly assigned"] = _came_after(crew, found["formerly assigned"])
    met |= {"own": _talked(crew, found["own"]), "planned": session(found["own"], "proposed")}
    for name, row in found.items():
        _speaks(name, row)
    _looks_back(crew, found["archived"])
    second = programmes.programme("mentoring-lain", organisation=crew.organisation)
    people.appointment(elsewhere := _colleague(crew, "Ratna Contoh"), programme=second)
    _papers(crew)
    for one in (crew, other):
        _rotated(one)
    escalated(found["own"], "superior_of_practitioner", crew.budi.person, crew.sari)
    disputed = _disputed(crew)
    came_about = matter(crew, found["own"])
    proposing = reverse("portal:propose_session", args=[found["own"].uid])
    _told_in_confidence(crew)
    served = service(crew)
    cases = _cases(crew, served, nina, far)
    wulan = officer(crew)
    requests = {
        "own": data_request(crew, wulan, wants=DataRight.CORRECTION, text="permohonan-data"),
        "answered": data_request(crew, wulan, "fulfilled"),
        "of the officer": data_requests.ask(wulan, DataRight.ACCESS, "", by=wulan.user, now=MONDAY),
    }
    galih = _colleague(crew, "Galih Contoh")
    people.appointment(galih, AppointedRole.EMERGENCY_OFFICER)
    people.appointment(galih, AppointedRole.FORM_OFFICER)
    glasses = _opened(crew, Guards(galih, wulan))
    for one in (galih, wulan, crew.hadi):
        TOTP.activate(one.user, generate_totp_secret())
    drafts.keep(crew.maya.user, proposing, {"place": "coretan-mentee"}, now=MONDAY)
    actors = _actors(crew, other, nina, far, tono.person, putri.person, elsewhere)
    actors |= {
        "counselling coordinator": served.dewi.user,
        "counsellor": served.lestari.user,
        "other counsellor": served.putu.user,
        "data officer": wulan.user,
        "emergency officer": galih.user,
    }
    courses = {"own": crew.programme, "other programme": second, "elsewhere": other.programme}
    troubles(crew, other, second, found, disputed, actors)
    return World(
        actors=actors,
        tokens=_tokens(actors),
        relationships=found,
        sessions=met,
        programmes=courses,
        correction=disputed,
        matter=came_about,
        cases=cases,
        counsellings=_counselled(crew, other, far),
        data_requests=requests,
        breaches=_failed(crew, wulan),
        destructions={state: destruction(crew, wulan, state) for state in DESTROYED},
        holds={"of the colleague": hold(crew, wulan, crew.eko)},
        break_glasses=glasses,
        secrets=SECRETS,
    )


def _colleague(crew: Cast, name: str) -> Person:
    return people.person(name, unit=crew.maya.unit)


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


def _met_before(crew: Cast, pair: Relationship, whom: str) -> Session:
    """A session they held, and the goals they agreed on, before another practitioner came."""
    made = session(pair, "held", starts_at=LONG_AGO + timedelta(days=3), now=LONG_AGO)
    Session.objects.filter(pk=made.pk).update(place="tempat-with-the-former")
    Agreement.objects.filter(relationship=pair).update(goals="sasaran-with-the-former")
    return made


def _came_after(crew: Cast, pair: Relationship) -> Relationship:
    """Budi after Tono."""
    mentee, budi, citra = pair.mentee.user, crew.budi.person.user, crew.citra.user
    found = engine.perform(
        pair, "request_rematch", by=mentee, now=MONDAY, data={"reason": "schedules"}
    )
    offer = {"practitioner": crew.budi.uid}
    found = engine.perform(found, "offer", by=citra, now=MONDAY + HOUR, data=offer)
    found = engine.perform(found, "accept", by=budi, now=MONDAY + HOUR)
    for by in (mentee, budi):
        found = engine.perform(found, "sign", by=by, now=MONDAY + HOUR)
    return found


def _speaks(name: str, row: Relationship) -> None:
    """Its aim, and the goals of the agreement in force, as texts of their own."""
    mark = name.replace(" ", "-")
    Relationship.objects.filter(pk=row.pk).update(aim=f"tujuan-{mark}")
    in_force = Agreement.objects.filter(relationship=row).exclude(goals="sasaran-with-the-former")
    in_force.update(goals=f"sasaran-{mark}")


def _talked(crew: Cast, own: Relationship) -> Session:
    data = {"status": "attention", "line": "baris-status"}
    engine.perform(own, "update_status", by=crew.budi.person.user, now=MONDAY, data=data)
    made = session(own, "held", starts_at=MONDAY + timedelta(days=2))
    Session.objects.filter(pk=made.pk).update(place="tempat-own", link="https://tautan-own.test")
    for author, kind, body in (
        (crew.maya, "private", "catatan-pribadi-mentee"),
        (crew.maya, "shared", "catatan-bersama"),
        (crew.budi.person, "private", "catatan-pribadi-mentor"),
    ):
        Note.objects.create(session=made, author=author, kind=kind, body=body, created_at=MONDAY)
    return made


def _told_in_confidence(crew: Cast) -> None:
    author, text = crew.budi.person.user, "catatan-tersegel"
    with transaction.atomic():
        sealed(new_key(MONDAY), "summary", text, author=author, at=MONDAY).save()


def _cases(crew: Cast, served: Service, nina: Person, far: Person) -> dict[str, CounsellingCase]:
    """Maya's, with a counsellor; one straight to the counsellors; one by who withholds their name,
    and keeps one counsellor out of it."""
    own = case(crew, served, "in_service", wish="keinginan-klien")
    for layer, body in (("full_record", "rekam-lengkap"), ("limited_record", "rekam-terbatas")):
        data = {"layer": layer, "body": body}
        own = engine.perform(own, "write_note", by=served.lestari.user, now=MONDAY, data=data)
    putu = {"counsellor": str(served.putu.uid)}
    own = engine.perform(own, "name_substitute", by=crew.maya.user, now=MONDAY, data=putu)
    today = office_day(MONDAY)
    Absence.objects.create(person=served.lestari, starts_on=today, ends_on=today)
    withheld = {"name_withheld": True, "keep_out": [served.putu], "client": far}
    return {
        "own": own,
        "of the pool": case(crew, served, client=nina, route="pool"),
        "withheld": case(crew, served, "assigned", **withheld),
    }


def _counselled(crew: Cast, other: Cast, far: Person) -> dict[str, PerformanceCounselling]:
    """Of Maya, proposed by Sari, held by Eko, reported to Rina; one to be signed by somebody of
    another unit; and of Lina, of another agency."""
    texts = {"behaviour": "perilaku-own", "result": "hasil-own", "statement": "pernyataan-own"}
    people.line(crew.maya, crew.sari, kind=LineKind.APPRAISER)
    people.appointment(crew.eko, AppointedRole.COUNSELLING_OFFICIAL)
    reported = counselling(
        replace(crew, rina=crew.sari),
        "reported",
        counsellor=crew.eko,
        texts={name: f"{text}: empat kata lagi saja" for name, text in texts.items()},
    )
    PerformanceCounselling.objects.filter(pk=reported.pk).update(place="tempat-konseling")
    people.line(other.maya, other.budi.person, kind=LineKind.APPRAISER)
    proposed = performance.propose(
        other.maya,
        "perilaku-elsewhere: empat kata lagi saja",
        by=other.budi.person.user,
        now=MONDAY,
    )
    people.line(far, crew.sari, kind=LineKind.APPRAISER)
    written = counselling(replace(crew, maya=far, rina=crew.sari), "written", counsellor=crew.eko)
    return {"own": reported, "to be signed": written, "other organisation": proposed}


def _failed(crew: Cast, wulan: Person) -> dict[str, Breach]:
    """One whose letter Maya has been given, the authority not yet; and one that Eko reported."""
    letter = dict.fromkeys(LETTER, "isi-surat-kegagalan")
    return {
        "own": breach(crew, wulan, "given", text="laporan-kegagalan", letter=letter),
        "reported": breach(crew, wulan, text="laporan-kegagalan"),
    }


def _opened(crew: Cast, held: Guards) -> dict[str, BreakGlass]:
    """About Maya: open and she knows, over and she does not; about Budi it is asked for."""
    reason = "alasan-darurat: tidak dapat dihubungi"
    return {
        "open": glass(crew, held, "open", reason=reason),
        "silent": glass(
            crew,
            held,
            "over",
            opens=Opened.PERFORMANCE,
            silence=Silence.DANGER,
            reason=reason,
        ),
        "asked": glass(crew, held, about=crew.budi.person, reason=reason),
    }


def _looks_back(crew: Cast, pair: Relationship) -> None:
    rows = Reflection.objects.filter(relationship=pair)
    rows.filter(author=crew.maya).update(body="refleksi-mentee")
    rows.filter(author=crew.budi.person).update(body="refleksi-mentor")


def _papers(crew: Cast) -> None:
    RosterImport.objects.create(programme=crew.programme, digest="0" * 64, started_at=MONDAY)
    Slip.objects.create(person=crew.eko, programme=crew.programme, created_at=MONDAY)


def _rotated(crew: Cast) -> None:
    """A rotation whose only move waits."""
    made = Rotation.objects.create(
        organisation=crew.organisation, digest="0" * 64, name="mutasi.csv", by=crew.citra.user,
        at=MONDAY,
    )  # fmt: skip
    day = MONDAY.date() + timedelta(days=30)
    RotationMove.objects.create(
        rotation=made, number=2, person=crew.maya, unit=crew.maya.unit, position="Analis",
        effective_on=day, due_on=day, decree="SK 7/2026",
    )  # fmt: skip


def escalated(pair: Relationship, role: str, late: Person, superior: Person) -> None:
    """A superior was told that the status update is late."""
    row = Deadline.objects.open().of("relationship", pair.pk).get(name="status_update")
    (over,) = audience.resolve(role, pair, MONDAY)
    with transaction.atomic():
        outbox.put(
            outbox.draft(
                "escalation.status_update",
                recipient=superior.user,
                cause=f"deadline:{row.uid}:1:2:1",
                subject_kind=pair.kind,
                subject_id=pair.pk,
                facts={
                    **facts.of_subject(pair),
                    **facts.of_deadline(row, [late], MONDAY),
                    **facts.of_recipient(pair, over),
                },
                path=as_json(over.role, over.path),
                now=MONDAY,
                copy_at=MONDAY,
            )
        )


def _disputed(crew: Cast) -> Correction:
    """Budi's superior says that he is not hers."""
    notice = Notice.objects.get(recipient=crew.sari.user, kind="escalation.status_update")
    return report(notice, by=crew.sari.user, now=MONDAY)


def _tokens(actors: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """A program of the mentee's and one of the coordinator's; both may read, not write."""

    def issued(whose: str) -> tuple[str, str]:
        scope, life = ApiToken.Scope.READ, timedelta(days=30)
        _row, secret = tokens.issue(
            actors[whose], name="contoh", scope=scope, life=life, now=process_time()
        )
        return whose, secret

    return {f"program of the {whose}": issued(whose) for whose in ("mentee", "coordinator")}


def _actors(crew: Cast, other: Cast, *rest: Person) -> dict[str, Any]:
    nina, far, tono, putri, elsewhere = rest
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
        "coordinator of another programme": elsewhere,
        "other organisation": other.maya,
        "other coordinator": other.citra,
    }
    return {
        **{name: person.user for name, person in people_of.items()},
        "support": _support(),
        "superuser": User.objects.create_superuser("bantuan", "bantuan@example.go.id", "x"),
        "nobody": AnonymousUser(),
    }


def _support() -> User:
    """Staff who may look at every support screen and change what can be changed there."""
    user = User.objects.create_user("penyokong", "penyokong@example.go.id", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__regex="^(view|change)_"))
    return user
