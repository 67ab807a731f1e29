"""An organisation's own days: read strictly, laid over what is shipped, and what is open moves."""

from datetime import date

import pytest

from mentoring import tasks
from mentoring.models import CalendarImport, OwnDay
from mentoring.queries.calendars import Home, tag
from mentoring.services import calendar_preview, calendar_rows, calendars, defaults, extending
from mentoring.services.calendar_rows import UnfitDays
from tests.factories import cast as casts
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY, another_mentee
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import replanning
from workflows.errors import Conflict
from workflows.models import Calendar, CalendarDay, Deadline, DueChange
from workflows.replanning import differences

pytestmark = pytest.mark.django_db

HEAD = "date,to,kind,name,decree,hours\n"
HOLIDAY = HEAD + "2026-06-10,,regional,Hari Jadi,SK Bupati 12/2026,\n"
LONG_AFTER = "2026-12-01,,regional,Hari Jadi,SK Bupati 12/2026,\n"


@pytest.fixture
def crew(db):
    return casts.cast()


def read(text, name="hari.csv"):
    return calendar_rows.read(name, text.encode() if isinstance(text, str) else text)


def publish(crew, text, **given):
    return calendars.publish(
        Home(crew.organisation),
        read(text),
        name="hari.csv",
        by=crew.citra.user,
        now=MONDAY,
        **given,
    )


def faults(text, name="hari.csv"):
    with pytest.raises(UnfitDays) as unfit:
        read(text, name)
    return unfit.value.faults


def due():
    return Deadline.objects.open().get(name="answer_offer").due_at


def test_a_regional_day_moves_what_is_open_here_and_nobody_elses(crew):
    relationship(crew, "offered")
    other = places.organisation("Kota Contoh", code="kota", works_by=crew.organisation.calendar)
    shipped = crew.organisation.calendar
    assert due() == at("2026-06-11 16:00")
    made = publish(crew, HOLIDAY)
    assert due() == at("2026-06-12 16:30")
    [moved] = DueChange.objects.all()
    assert (moved.due_from, moved.due_to) == (at("2026-06-11 16:00"), at("2026-06-12 16:30"))
    assert (made.by, made.number, made.added) == (crew.citra.user, 1, 1)
    crew.organisation.refresh_from_db()
    own = crew.organisation.calendar
    assert own.base == shipped
    assert set(crew.organisation.units.values_list("calendar", flat=True)) == {own.pk}
    other.refresh_from_db()
    assert other.calendar == shipped
    assert not CalendarDay.objects.filter(calendar=shipped, name="Hari Jadi").exists()
    assert list(differences()) == []


def test_who_is_awaited_alone_goes_by_their_own_organisation(crew):
    far = places.organisation("Kota Contoh", code="kota", works_by=crew.organisation.calendar)
    guest = casts.mentor(people.person("Lina Contoh", unit=places.unit("Dinas Kota", of=far)))
    relationship(crew, "offered", practitioner=guest)
    publish(crew, HOLIDAY)
    assert due() == at("2026-06-11 16:00")


def test_the_same_file_again_changes_nothing(crew):
    assert publish(crew, HOLIDAY)
    assert publish(crew, HOLIDAY) is None
    assert CalendarImport.objects.count() == 1


def test_the_years_in_the_file_are_replaced_and_others_stay(crew):
    publish(crew, HOLIDAY + "2027-06-10,,regional,Hari Jadi,SK 1/2027,\n")
    publish(crew, HEAD + "2026-07-01,,regional,Pilkada,SK 2/2026,\n")
    days = OwnDay.objects.order_by("date").values_list("date", flat=True)
    assert list(days) == [date(2026, 7, 1), date(2027, 6, 10)]


def test_preview_counts_what_publishing_moves_and_writes_nothing(crew):
    relationship(crew, "offered")
    relationship(crew, "offered", mentee=another_mentee(crew, "Nina Contoh"))
    seen = calendar_preview.preview(Home(crew.organisation), read(HOLIDAY))
    assert [day.name for day in seen.change.added] == ["Hari Jadi"]
    assert not OwnDay.objects.exists()
    assert not DueChange.objects.exists()
    publish(crew, HOLIDAY)
    assert seen.moving.moved == DueChange.objects.count() > 0
    again = calendar_preview.preview(Home(crew.organisation), read(HOLIDAY))
    assert (again.moving.moved, bool(again.change)) == (0, False)


def test_what_was_given_more_time_is_not_counted_as_moved(crew):
    pair = relationship(crew, "offered")
    extending.extend(pair, "answer_offer", 3, "workload", by=crew.citra.user, now=MONDAY)
    seen = calendar_preview.preview(Home(crew.organisation), read(HEAD + LONG_AFTER))
    assert (seen.moving.moved, seen.moving.total) == (0, 1)


def test_what_the_holidays_package_counts_otherwise_is_shown(crew):
    text = HEAD + "2026-12-25,,special_open,Layanan,SE 1/2026,08:00-12:00\n"
    seen = calendar_preview.preview(Home(crew.organisation), read(text))
    assert [(one.date, one.here) for one in seen.doubts] == [(date(2026, 12, 25), False)]
    more = read(HEAD + "2026-07-01,,national,Pilkada,Keppres 1/2026,\n")
    seen = calendar_preview.preview(Home(crew.organisation), more)
    assert [(one.date, one.here) for one in seen.doubts] == [(date(2026, 7, 1), True)]


def test_ramadan_hours_over_a_range_leave_holidays_and_idle_days_alone(crew):
    text = HEAD + "2026-12-23,2026-12-28,ramadan_hours,Ramadan,SE 3/2026,08:00-12:00 12:30-15:00\n"
    publish(crew, text)
    crew.organisation.refresh_from_db()
    rows = crew.organisation.calendar.days.filter(date__gte=date(2026, 12, 20))
    assert [(row.date.day, row.kind) for row in rows.order_by("date")] == [
        (23, "ramadan_hours"), (24, "cuti_bersama"), (25, "national"), (28, "ramadan_hours"),
    ]  # fmt: skip


def test_what_is_shipped_later_reaches_the_organisation_under_its_own_days(crew):
    publish(crew, HOLIDAY)
    base = Calendar.objects.get(code="wib_5")
    CalendarDay.objects.create(
        calendar=base, date=date(2026, 7, 2), kind="national", name="Pemilu", decree="Keppres"
    )
    calendars.follow(MONDAY)
    crew.organisation.refresh_from_db()
    names = set(crew.organisation.calendar.days.values_list("name", flat=True))
    assert {"Pemilu", "Hari Jadi"} <= names
    assert defaults.load(MONDAY).calendars == ()


def test_what_was_armed_while_the_first_own_days_were_published_comes_after_them(crew):
    shipped = crew.organisation.calendar
    pair = relationship(crew, "offered")
    before = due()
    publish(crew, HOLIDAY)
    late = Deadline.objects.open().filter(subject_kind="relationship", subject_id=pair.pk)
    late.update(calendar=shipped, due_at=before)  # as a transition that began before would leave it
    tasks.examine(whole=False)
    replanning.go_on(MONDAY)
    assert late.get().calendar.base == shipped
    assert due() == at("2026-06-12 16:30")
    assert list(differences()) == []


def test_who_looked_at_something_older_is_told(crew):
    seen = tag(crew.organisation)
    publish(crew, HOLIDAY, expected=seen)
    with pytest.raises(Conflict):
        publish(crew, HEAD + "2026-07-01,,regional,Pilkada,SK 2/2026,\n", expected=seen)


def test_days_beyond_the_calendar_are_refused(crew):
    with pytest.raises(UnfitDays, match="2031-01-01 lies outside"):
        publish(crew, HEAD + "2031-01-01,,regional,Hari Jadi,SK,\n")
    assert not OwnDay.objects.exists()


def test_a_fault_keeps_the_whole_out_and_nothing_is_half_done(crew):
    text = HEAD + "2027-12-31,,regional,Hari Jadi,SK,\n2026-02-30,,libur,,SK,08:00\n"
    assert faults(text) == ("Row 3: “2026-02-30” is not a date. Write it as 2026-12-31.",)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2026-06-10,,libur,A,B,", "is no kind of day"),
        ("2026-06-10,,regional,,B,", "name: write 1 to 120"),
        ("2026-06-10,,regional,A,,", "decree: write 1 to 120"),
        ("2026-06-10,,regional,A,B,08:00-12:00", "has no hours"),
        ("2026-06-10,,special_open,A,B,", "Write the hours"),
        ("2026-06-10,,special_open,A,B,12:00-08:00", "Write the hours"),
        ("2026-06-10,,special_open,A,B,08:00+07:00-12:00", "Write the hours"),
        ("2026-06-10,2026-06-01,regional,A,B,", "not within a year"),
        ("2026-06-10,9999-12-31,regional,A,B,", "not within a year"),
        ("2026-06-10,2026-06-11,regional,A,B,\n2026-06-11,,regional,A,B,", "stands here twice"),
    ],
)
def test_each_fault_is_said_by_row(row, said):
    found = faults(HEAD + row + "\n")
    assert said in found[0]
    assert found[0].startswith("Row ")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"\0" * 4096),
        ("a.csv", b"tanggal,nama\n1,2\n"),
        ("a.csv", HEAD.encode()),
        ("a.xlsx", b"PK\x03\x04broken"),
        ("a.yaml", b"- &a [x]\n- *a\n"),
        ("a.yaml", b"[" * 5000),
        ("a.yaml", b"- {date: " + b"9" * 9000 + b"}"),
        ("a.yaml", b"- 1\n"),
        ("a.yaml", b"- {date: [[]], kind: {}, name: null}\n"),
        ("a.yaml", b"\xff\xfe\xfa"),
        ("a.yaml", b"- {a: 1, a: 2}\n"),
        ("a.csv", b"x" * (calendar_rows.LIMIT + 1)),
    ],
)
def test_hostile_files_are_refused_with_a_word(name, content):
    assert all(faults(content, name))


def test_ranges_do_not_grow_without_end():
    rows = "".join(f"{year}-01-01,{year}-12-31,regional,A,B,\n" for year in range(2000, 9000))
    assert faults(HEAD + rows) == ("More than 1000 days. Split the file.",)


def test_yaml_and_csv_say_the_same_and_what_is_written_can_be_read():
    yaml = """- date: 2026-06-13
  kind: special_open
  name: Layanan
  decree: SE
  hours: ["08:00-12:00"]
"""
    days = read(yaml, "hari.yaml")
    assert days == read(HEAD + "2026-06-13,,special_open,Layanan,SE,08:00-12:00\n")
    assert read(calendar_rows.write(days)) == days
