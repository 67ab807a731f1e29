"""Who is who in a roster: people known by NIP, address or unit, places, superiors, one telling."""

import hashlib
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from mentoring.models import Enrolment, Organisation, Person, Practitioner, ReportingLine, Slip
from mentoring.services import roster, slips
from mentoring.services.roster_file import Sheet, SheetRow
from mentoring.vocabulary import OrganisationKind, PersonKind
from notifications.models import Delivery, Notice
from tests.factories import organisation as organisations
from tests.factories import person as people
from tests.factories.programme import programme as make_programme

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)  # 19:00 in Jakarta
TODAY = date(2026, 3, 17)
MAYA, BUDI, CITRA = people.nip(1001), people.nip(1002), people.nip(1003)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def programme():
    return make_programme()


def sheet(*rows):
    headers = list(dict.fromkeys(name for row in rows for name in row))
    found = [
        SheetRow(number, tuple(row.get(name, "") for name in headers))
        for number, row in enumerate(rows, 2)
    ]
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    return Sheet(digest, ";", SheetRow(1, tuple(headers)), tuple(found))


def decide(programme, *rows):
    return roster.plan(sheet(*rows), programme=programme, today=TODAY)


def bring(programme, *rows, now=NOW):
    plan = decide(programme, *rows)
    list(roster.bring(plan, by=None, now=now))
    return plan


def verdicts(plan):
    return [decision.verdict.value for decision in plan.decisions]


def problems(plan):
    return [[problem.code for problem in decision.problems] for decision in plan.decisions]


def row(name="Maya Contoh", nip=MAYA, **cells):
    return {"nip": nip, "nama": name} | cells


def nipless(name="Maya Contoh", **cells):
    return {"nip": "", "nama": name, "jenis": "non_asn"} | cells


def test_somebody_known_already_is_taken_in_and_told(programme):
    maya = people.person("Maya Contoh", nip=MAYA)

    plan = bring(programme, row(name="MAYA  CONTOH"))

    assert verdicts(plan) == ["new"]
    assert Enrolment.objects.get().person == maya
    assert Notice.objects.get().recipient == maya.user
    assert str(Person.objects.get()) == "Maya Contoh"


def test_the_mail_leaves_in_the_working_hours_of_the_persons_unit(programme):
    bring(programme, row(email="maya@example.go.id"))

    notice = Notice.objects.get()
    assert notice.created_at == NOW
    assert Delivery.objects.get().due_at == datetime(2026, 3, 18, 0, 30, tzinfo=UTC)
    assert notice.cause == f"import:{programme.uid}"
    assert notice.facts == {
        "programme": "Mentoring Contoh 2026",
        "organisation": "Pemerintah Kabupaten Contoh",
        "role": "mentee",
        "path": "/accounts/recover/",
    }


def test_what_changed_is_amended_and_nobody_is_told_again(programme):
    bring(programme, row(email="maya@example.go.id", jabatan="Analis"))

    plan = bring(programme, row(email="baru@example.go.id", jabatan="Kepala", unit="Dinas Contoh"))

    maya = Person.objects.get()
    assert verdicts(plan) == ["changed"]
    assert (maya.position, maya.unit.name, maya.user.email) == (
        "Kepala", "Dinas Contoh", "baru@example.go.id",
    )  # fmt: skip
    assert Notice.objects.count() == 1


def test_an_empty_cell_overwrites_nothing(programme):
    bring(programme, row(email="maya@example.go.id", jabatan="Analis", unit="Dinas Contoh"))

    assert verdicts(bring(programme, row(email="", jabatan="", unit=""))) == ["unchanged"]


def test_a_nip_of_somebody_with_another_name_is_rejected(programme):
    people.person("Budi Contoh", nip=MAYA)

    plan = decide(programme, row())

    assert problems(plan) == [["nip_other_name"]]
    assert plan.decisions[0].problems[0].what == "This NIP belongs to a person with another name."


def test_one_nip_twice_is_taken_once_whatever_the_names(programme):
    plan = bring(programme, row(), row(name="Budi Contoh"))

    assert verdicts(plan) == ["new", "rejected"]
    assert plan.decisions[1].problems[0].what == "The same NIP already stands in row 2."


def test_whoever_has_no_own_address_gets_a_slip(programme):
    plan = bring(
        programme,
        row(email="kantor@example.go.id"),
        row("Budi Contoh", BUDI, email="Kantor@example.go.id"),
        row("Citra Contoh", CITRA),
    )

    assert problems(plan) == [["email_shared"], ["email_shared"], []]
    assert Slip.objects.count() == 3
    assert not Notice.objects.exists()
    assert set(Person.objects.values_list("user__email", flat=True)) == {""}


def test_an_address_that_somebody_else_already_has_stays_theirs(programme):
    people.person("Budi Contoh", nip=BUDI, email="kantor@example.go.id")

    bring(programme, row(email="kantor@example.go.id"))

    assert Slip.objects.get().person.name == "Maya Contoh"


def test_a_slip_nobody_printed_gives_way_to_a_mail(programme):
    bring(programme, row())

    bring(programme, row(email="maya@example.go.id"))

    assert (Slip.objects.count(), Delivery.objects.count()) == (0, 1)


def test_a_printed_slip_is_the_only_telling(programme):
    bring(programme, row())
    slips.issue(programme, now=NOW, real_now=NOW)

    bring(programme, row(email="maya@example.go.id"))

    assert (Slip.objects.count(), Delivery.objects.count()) == (1, 0)
    assert Person.objects.get().user.email == "maya@example.go.id"


def test_people_without_nip_are_known_by_address_or_by_name_and_unit(programme):
    bring(
        programme,
        nipless("Maya Contoh", email="maya@example.go.id", unit="Dinas Contoh"),
        nipless("Budi Contoh", unit="Dinas Contoh"),
        nipless("Citra Contoh"),
    )

    plan = bring(
        programme,
        nipless("Maya Contoh", email="maya@example.go.id", unit="Badan Contoh"),
        nipless("Budi Contoh", unit="dinas contoh"),
        nipless("Citra Contoh"),
        nipless("Citra Contoh", unit="Badan Contoh"),
    )

    assert verdicts(plan) == ["changed", "unchanged", "unchanged", "new"]
    assert Person.objects.count() == 4


def test_people_without_nip_who_cannot_be_told_apart_are_rejected(programme):
    plan = decide(programme, nipless(), nipless())
    assert problems(plan) == [[], ["person_duplicate"]]

    for _ in range(2):
        people.person("Maya Contoh", nip=None, kind=PersonKind.NON_ASN, email="")
    assert problems(decide(programme, nipless())) == [["person_ambiguous"]]


def test_somebody_who_receives_a_nip_stays_the_same_person(programme):
    bring(programme, nipless(email="maya@example.go.id"))

    plan = bring(programme, row(nip="199001012024211001", email="maya@example.go.id"))

    assert verdicts(plan) == ["changed"]
    assert (Person.objects.get().masked_nip, Person.objects.get().kind) == (
        "1990********1001", "pppk",
    )  # fmt: skip


def test_an_unknown_organisation_comes_along_when_its_kind_is_given(programme):
    organisations.calendar("wit_5", zone="Asia/Jayapura")

    plan = bring(
        programme,
        row(instansi="Kota Contoh", jenis_instansi="kota", zona="WIT", unit="Dinas > Bidang"),
        row("Budi Contoh", BUDI, instansi="kota contoh"),
        row("Citra Contoh", CITRA, instansi="Kota Lain"),
    )

    assert problems(plan) == [[], [], ["organisation_unknown"]]
    city = Organisation.objects.get(kind=OrganisationKind.CITY)
    assert (city.name, city.zone, city.calendar.code) == ("Kota Contoh", "Asia/Jayapura", "wit_5")
    assert {person.organisation for person in Person.objects.all()} == {city}
    assert [unit.name for unit in city.units.order_by("pk")] == ["Kota Contoh", "Dinas", "Bidang"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"instansi": "Pemerintah Kabupaten Contoh", "jenis_instansi": "kota"},
         "organisation_kind_differs"),
        ({"instansi": "Kota Baru", "jenis_instansi": "kota", "zona": "WITA"}, "no_calendar"),
        ({"instansi": "Kota Contoh"}, "organisation_differs"),
        ({"unit": "Bidang Contoh"}, "unit_ambiguous"),
    ],
)  # fmt: skip
def test_a_place_that_does_not_fit_rejects_the_row(programme, cells, code):
    people.person("Maya Contoh", nip=MAYA)
    organisations.organisation("Kota Contoh", code="kota-contoh", kind=OrganisationKind.CITY)
    for office in ("Dinas A", "Dinas B"):
        organisations.unit("Bidang Contoh", under=organisations.unit(office))

    assert problems(decide(programme, row(**cells))) == [[code]]


def test_a_unit_is_found_by_its_name_anywhere_and_by_its_path(programme):
    below = organisations.unit("Bidang Contoh", under=organisations.unit("Dinas A"))
    organisations.unit("Bidang Lain", under=organisations.unit("Dinas B"))

    bring(
        programme,
        row(unit="bidang contoh"),
        row("Budi Contoh", BUDI, unit="Dinas A > Bidang Contoh"),
        row("Citra Contoh", CITRA, unit="Dinas B > Bidang Contoh"),
    )

    units = dict(Person.objects.values_list("name", "unit"))
    assert units["Maya Contoh"] == units["Budi Contoh"] == below.pk
    assert Person.objects.get(name="Citra Contoh").unit.parent.name == "Dinas B"


def test_two_organisations_whose_names_make_one_code_stay_two(programme):
    long = "Kota Contoh " * 6

    bring(
        programme,
        row(instansi=f"{long} A", jenis_instansi="kota"),
        row("Budi Contoh", BUDI, instansi=f"{long} B", jenis_instansi="kota"),
    )

    assert Organisation.objects.filter(kind=OrganisationKind.CITY).count() == 2


def test_a_mentor_becomes_a_practitioner(programme):
    bring(programme, row(peran="mentor"))

    assert Practitioner.objects.get().person.name == "Maya Contoh"


def test_a_second_role_is_taken_without_a_second_telling(programme):
    bring(programme, row(email="maya@example.go.id"))

    plan = bring(programme, row(email="maya@example.go.id", peran="mentor"))

    assert verdicts(plan) == ["changed"]
    assert (Enrolment.objects.count(), Notice.objects.count()) == (2, 1)


def superiors():
    return list(ReportingLine.objects.at(TODAY).values_list("person__name", "superior__name"))


def test_a_superior_may_stand_anywhere_in_the_file(programme):
    rows = [row(atasan_nip=BUDI), row("Budi Contoh", BUDI, atasan_nip=CITRA)]
    people.person("Citra Contoh", nip=CITRA)

    bring(programme, *rows)

    assert set(superiors()) == {("Maya Contoh", "Budi Contoh"), ("Budi Contoh", "Citra Contoh")}
    assert verdicts(bring(programme, *rows)) == ["unchanged", "unchanged"]


def test_an_unknown_superior_is_a_caution_that_the_next_import_heals(programme):
    plan = bring(programme, row(atasan_nip=BUDI))
    assert (verdicts(plan), problems(plan), superiors()) == (["new"], [["superior_unknown"]], [])

    people.person("Budi Contoh", nip=BUDI)
    plan = bring(programme, row(atasan_nip=BUDI))

    assert (verdicts(plan), problems(plan)) == (["changed"], [[]])
    assert superiors() == [("Maya Contoh", "Budi Contoh")]
    assert Slip.objects.count() == 1


def test_a_superior_recorded_for_a_later_day_is_not_overwritten(programme):
    maya, budi = people.person("Maya Contoh", nip=MAYA), people.person("Budi Contoh", nip=BUDI)
    people.person("Citra Contoh", nip=CITRA)
    people.line(maya, budi, since=date(2026, 6, 1))

    plan = bring(programme, row(atasan_nip=CITRA))

    assert problems(plan) == [["superior_later"]]
    assert superiors() == []


def test_somebody_who_came_in_meanwhile_is_not_told_twice(programme):
    plan = decide(programme, row(email="maya@example.go.id"), row("Budi Contoh", BUDI))
    bring(programme, row(email="maya@example.go.id"))

    outcomes = list(roster.bring(plan, by=None, now=NOW))

    assert [outcome.verdict.value for outcome in outcomes] == ["rejected", "new"]
    assert outcomes[0].problems[0].code == "changed_meanwhile"
    assert (Notice.objects.count(), Slip.objects.count()) == (1, 1)


def test_deciding_costs_the_same_for_three_and_for_forty(programme, django_assert_num_queries):
    rows = [
        row(f"Contoh {n}", people.nip(n), email=f"c{n}@example.go.id", atasan_nip=people.nip(n + 1))
        for n in range(40)
    ]
    bring(programme, *rows)

    for few in (rows[:3], rows):
        with django_assert_num_queries(7):
            decide(programme, *few)


def test_the_longest_texts_fit_into_the_database(programme):
    bring(
        programme,
        row(
            "M" * 98 + ", " + "S" * 100,
            gelar_depan="D" * 60,
            unit="U" * 200 + " > " + "V" * 200,
            jabatan="J" * 200,
            telepon="8" * 29,
        ),
    )

    maya = Person.objects.get()
    assert (maya.unit.name, maya.unit.parent.name) == ("V" * 200, "U" * 200)
    assert (maya.title_after, len(maya.user.display_name)) == ("S" * 100, 200)
