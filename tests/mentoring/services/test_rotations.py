"""Rotations of officials: published once, in effect on the day and wholly, hits begin matters."""

from datetime import date, timedelta

import pytest

from mentoring import tasks
from mentoring.models import Assignment, Matter, Person, ReportingLine, Rotation, RotationMove
from mentoring.queries import audit
from mentoring.services import people as registry
from mentoring.services import rotation_effect, rotations
from mentoring.services.roster_file import UnreadableRoster
from mentoring.services.rotations import BarredRotation
from mentoring.vocabulary import MentorAsSuperior
from notifications.models import Incident
from tests.factories import cast as casts
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.cast import MONDAY
from tests.factories.relationship import relationship
from workflows.errors import Conflict
from workflows.models import Calendar, Deadline

pytestmark = pytest.mark.django_db

HEAD = "pegawai,instansi_baru,unit_baru,jabatan_baru,kepala_unit,atasan_baru,tmt,nomor_sk\n"
FRIDAY = MONDAY + timedelta(days=4)
EVE = FRIDAY - timedelta(hours=9, minutes=1)  # 23:59 of Thursday


@pytest.fixture
def crew(db):
    return casts.cast(mentor_as_superior=MentorAsSuperior.FORBIDDEN)


def row(person, organisation="", unit="", position="", leads="", superior=None, day="12-06-2026"):
    over = superior.user.username if isinstance(superior, Person) else superior or ""
    return f"{person.nip},{organisation},{unit},{position},{leads},{over},{day},SK 7/2026\n"


def publish(crew, *rows, now=MONDAY, **given):
    text = HEAD + "".join(rows)
    return rotations.publish(
        crew.organisation, "mutasi.csv", text.encode(), by=crew.citra.user, now=now, **given
    )


def superior(person, day):
    lines = ReportingLine.objects.filter(person=person).at(day)
    return [line.superior.name.split()[0] for line in lines]


def hits():
    return [(row.person.name.split()[0], str(row.concern)) for row in Matter.objects.order_by("pk")]


def test_a_move_takes_effect_on_its_day_and_not_before(crew):
    unit = places.unit("Dinas Lain", of=crew.organisation)
    was = crew.maya.unit
    publish(
        crew, row(crew.maya, unit="Dinas Lain", position="Camat", leads="ya", superior=crew.sari)
    )
    assert rotations.follow(EVE) == 0
    assert Person.objects.get(pk=crew.maya.pk).unit == was
    assert rotations.follow(FRIDAY) == 1
    maya = Person.objects.get(pk=crew.maya.pk)
    assert (maya.unit, maya.position) == (unit, "Camat")
    [post] = Assignment.objects.filter(person=maya)
    assert (post.title, post.is_head, post.valid_from) == ("Camat", True, date(2026, 6, 12))
    assert superior(maya, date(2026, 6, 11)) == ["Rina"]
    assert superior(maya, date(2026, 6, 12)) == ["Sari"]
    assert rotations.follow(FRIDAY) == 0
    assert RotationMove.objects.get().done_at == FRIDAY


def test_a_new_head_ends_the_post_of_the_one_before_and_who_leaves_holds_none(crew):
    unit = places.unit("Dinas Lain", of=crew.organisation)
    for person, acting in ((crew.rina, ""), (crew.sari, "plt")):
        person.unit = unit
        person.save(update_fields=["unit"])
        Assignment.objects.create(
            person=person, unit=unit, title="Kepala", is_head=True, acting=acting,
            valid_from=places.SINCE,
        )  # fmt: skip
    Assignment.objects.create(
        person=crew.eko, unit=crew.eko.unit, title="Analis", valid_from=places.SINCE
    )
    text = row(crew.maya, unit="Dinas Lain", leads="ya") + row(
        crew.eko, organisation="Kota Contoh", position="Camat"
    )
    plan = rotations.plan(crew.organisation, (HEAD + text).encode(), now=MONDAY)
    assert [hit.code for hit in plan.verdicts[0].hits].count("head_ends") == 2
    publish(crew, text)
    rotations.follow(FRIDAY)
    assert [post.person for post in Assignment.objects.at(date(2026, 6, 12))] == [crew.maya]
    assert {post.person for post in Assignment.objects.at(date(2026, 6, 11))} == {
        *(crew.rina, crew.sari, crew.eko)
    }
    eko = Person.objects.get(pk=crew.eko.pk)
    assert (eko.position, RotationMove.objects.get(person=eko).position) == ("", "Camat")


def test_what_is_open_goes_by_the_hours_of_the_new_unit(crew):
    six_days = Calendar.objects.get(code="wib_6")
    unit = places.unit("Puskesmas", of=crew.organisation)
    unit.calendar = six_days
    unit.save()
    relationship(crew, "offered")
    publish(crew, row(crew.budi.person, unit="Puskesmas", day="08-06-2026"))
    rotations.follow(MONDAY)
    assert Deadline.objects.open().get(name="answer_offer").calendar == six_days
    assert audit.verdict(MONDAY).sound


def test_the_same_file_is_published_once_and_a_barred_one_never(crew):
    text = row(crew.maya, superior=crew.sari)
    first = publish(crew, text)
    assert publish(crew, text) == first
    assert RotationMove.objects.count() == 1
    with pytest.raises(BarredRotation) as barred:
        publish(crew, text, row(crew.rina, superior=crew.hadi))
    assert barred.value.plan.verdicts[0].hits[0].code == "pending"
    with pytest.raises(BarredRotation):
        publish(crew, row(crew.eko, superior="nobody"), row(crew.rina, superior=crew.hadi))
    with pytest.raises(UnreadableRoster):
        publish(crew)
    assert Rotation.objects.count() == 1


def test_people_and_units_of_others_are_as_good_as_unknown(crew):
    far = places.organisation("Kota Contoh", code="kota")
    stranger = people.person("Jauh Contoh", organisation=far)
    places.unit("Dinas Jauh", of=far)
    text = row(stranger, superior=crew.sari) + row(crew.maya, unit="Dinas Jauh", superior=stranger)
    plan = rotations.plan(crew.organisation, (HEAD + text).encode(), now=MONDAY)
    codes = {hit.code for verdict in plan.verdicts for hit in verdict.hits}
    assert codes == {"person_unknown", "unit_unknown", "superior_unknown"}


def test_what_a_preview_said_must_still_be_so(crew):
    text = row(crew.maya, superior=crew.sari)
    plan = rotations.plan(crew.organisation, (HEAD + text).encode(), now=MONDAY)
    registry.assign_superior(crew.maya, crew.eko, day=date(2026, 6, 8))
    with pytest.raises(Conflict):
        publish(crew, text, expected=plan.tag)
    plan = rotations.plan(crew.organisation, (HEAD + text).encode(), now=MONDAY)
    assert publish(crew, text, expected=plan.tag)


def test_a_past_day_takes_effect_today_and_leaves_history_alone(crew):
    publish(crew, row(crew.maya, superior=crew.sari, day="01-06-2026"))
    rotations.follow(MONDAY)
    move = RotationMove.objects.get()
    assert (move.effective_on, move.due_on) == (date(2026, 6, 1), date(2026, 6, 8))
    assert superior(crew.maya, date(2026, 6, 7)) == ["Rina"]
    assert superior(crew.maya, date(2026, 6, 8)) == ["Sari"]


def test_what_has_to_be_decided_is_found_on_the_day(crew):
    """Nothing of it could be seen when the file was published: the pair met afterwards."""
    publish(
        crew,
        row(crew.rina, unit=crew.organisation.name, superior=crew.budi.person),
        row(crew.eko, organisation="Kota Contoh", unit="Dinas Z"),
    )
    relationship(crew, "agreement")
    programmes.enrolment(crew.eko, crew.programme)
    relationship(crew, "agreement", mentee=crew.eko)
    rotations.follow(FRIDAY)
    assert hits() == [
        ("Budi", "mentor_above"),
        ("Eko", "leaves"),
        ("Rina", "staff_stay"),
    ]
    assert Person.objects.get(pk=crew.eko.pk).unit == crew.eko.unit


def test_two_may_change_places_but_a_circle_made_meanwhile_is_left_to_decide(crew):
    registry.assign_superior(crew.rina, crew.sari, day=places.SINCE)
    publish(crew, row(crew.sari, superior=crew.rina), row(crew.rina, superior=crew.hadi))
    publish(crew, row(crew.eko, superior=crew.maya))
    registry.assign_superior(crew.hadi, crew.eko, day=date(2026, 6, 9))
    rotations.follow(FRIDAY)
    day = date(2026, 6, 12)
    assert [superior(each, day) for each in (crew.sari, crew.rina)] == [["Rina"], ["Hadi"]]
    assert hits() == [("Eko", "line_barred")]
    assert superior(crew.eko, day) == []


def test_a_line_that_begins_later_by_now_is_left_to_decide(crew):
    publish(crew, row(crew.maya, position="Camat", superior=crew.sari))
    registry.assign_superior(crew.maya, crew.eko, day=date(2026, 6, 20))
    rotations.follow(FRIDAY)
    assert hits() == [("Maya", "line_barred")]
    assert Person.objects.get(pk=crew.maya.pk).position == "Camat"


def test_nothing_is_half_done_and_a_rotation_that_fails_stops_nobody_else(crew, monkeypatch):
    publish(crew, row(crew.maya, superior=crew.sari), row(crew.rina, position="Camat"))
    other = publish(crew, row(crew.eko, position="Lurah"))
    real = rotation_effect._post

    def broken(move, day):
        if move.position == "Camat":
            raise RuntimeError
        real(move, day)

    monkeypatch.setattr(rotation_effect, "_post", broken)
    assert rotations.follow(FRIDAY) == 1
    assert superior(crew.maya, date(2026, 6, 12)) == ["Rina"]
    assert other.moves.get().done_at
    assert Incident.objects.open().filter(kind="rotation").count() == 1
    monkeypatch.undo()
    assert rotations.follow(FRIDAY) == 2
    assert not Incident.objects.open().exists()


def test_whoever_is_over_somebody_today_is_found_at_the_same_tick(crew, monkeypatch):
    publish(crew, row(crew.maya, superior=crew.sari), row(crew.budi.person, superior="-"))
    monkeypatch.setattr(tasks, "now", lambda: FRIDAY)
    tasks.ring_all()
    assert superior(crew.maya, date(2026, 6, 12)) == ["Sari"]
    assert superior(crew.budi.person, date(2026, 6, 12)) == []
