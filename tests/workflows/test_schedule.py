"""When policies ring: the shipped ones at exact local times, and each unit of the offsets."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import calendar_files, policy_files
from workflows.clock import OutsideTable
from workflows.policy import Base, ClockKind, Misfire, Offset, Policy, Unit
from workflows.schedule import merged, plan

DEFAULTS = Path(__file__).parents[2] / "mentoring/defaults"
WORKING = {each.code: each.working_time() for each in calendar_files.read(DEFAULTS / "calendars")}
POLICIES = {
    policy.code: policy
    for name in ("relationship", "session")
    for policy in policy_files.read(DEFAULTS / f"policies/{name}.yaml")
}
ZONES = {"wib_5": "Asia/Jakarta", "wit_6": "Asia/Jayapura", "wita_5": "Asia/Makassar"}


def local(text, code="wib_5"):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo(ZONES[code]))


def shown(at, code="wib_5"):
    return at.astimezone(ZoneInfo(ZONES[code])).strftime("%a %d %b %H:%M")


def planned(policy, anchor, code="wib_5"):
    made = plan(policy, anchor=local(anchor, code), working=WORKING[code])
    return shown(made.due_at, code), [shown(ring.at, code) for ring in made.rings]


def policy(steps, *, allowance="{working_days: 3}", clock="working"):
    text = f"""
- code: toy
  source_label: "made up"
  clock: {clock}
  allowance: {allowance}
  ends_quietly: "a toy"
  steps: [{", ".join("{at: " + step + ", action: remind, audience: [mentor]}" for step in steps)}]
"""
    return policy_files.parse(text, source="toy.yaml")[0]


@pytest.mark.parametrize(
    ("code", "reminder", "due", "lapse"),
    [
        ("wib_5", "Thu 26 Mar 07:30", "Fri 27 Mar 16:30", "Mon 30 Mar 07:30"),
        ("wita_5", "Thu 26 Mar 07:30", "Fri 27 Mar 16:30", "Mon 30 Mar 07:30"),
        ("wit_6", "Thu 26 Mar 07:30", "Fri 27 Mar 12:30", "Sat 28 Mar 07:30"),
    ],
)
def test_an_offer_made_before_the_long_holiday(code, reminder, due, lapse):
    assert planned(POLICIES["answer_offer"], "03-17 10:00", code) == (due, [reminder, lapse])


@pytest.mark.parametrize(
    ("code", "anchor", "due", "rings"),
    [
        (
            "draft_unsent",
            "01-05 10:00",
            "Thu 19 Feb 15:00",
            ["Mon 12 Jan 07:30", "Tue 03 Feb 07:30", "Fri 20 Feb 08:00"],
        ),
        (
            "handle_request",
            "01-05 10:00",
            "Wed 07 Jan 16:00",
            ["Tue 06 Jan 07:30", "Wed 07 Jan 07:30", "Thu 08 Jan 07:30", "Fri 09 Jan 07:30"],
        ),
        (
            "sign_agreement",
            "01-05 10:00",
            "Mon 12 Jan 16:00",
            ["Thu 08 Jan 07:30", "Tue 13 Jan 07:30", "Tue 27 Jan 07:30"],
        ),
        (
            "first_session",
            "01-05 10:00",
            "Tue 20 Jan 16:00",
            ["Mon 12 Jan 07:30", "Wed 21 Jan 07:30"],
        ),
        (
            "next_session",
            "06-30 10:00",
            "Tue 28 Jul 16:00",
            ["Tue 21 Jul 07:30", "Wed 29 Jul 07:30", "Fri 31 Jul 07:30"],
        ),
        (
            "status_update",
            "06-30 10:00",
            "Tue 28 Jul 16:00",
            ["Fri 24 Jul 07:30", "Wed 29 Jul 07:30", "Wed 05 Aug 07:30"],
        ),
        (  # 180 days on is Saturday 4 July
            "review",
            "01-05 10:00",
            "Mon 06 Jul 16:00",
            ["Mon 22 Jun 07:30", "Tue 07 Jul 07:30"],
        ),
        (
            "inactivity",
            "06-30 10:00",
            "Tue 11 Aug 16:00",
            ["Tue 28 Jul 07:30", "Wed 12 Aug 07:30"],
        ),
        (  # the pause ends on the Nyepi holiday
            "resume_pause",
            "03-19 00:00",
            "Thu 19 Mar 00:00",
            ["Tue 17 Mar 08:00", "Wed 25 Mar 07:30"],
        ),
        ("reflect", "06-30 10:00", "Tue 07 Jul 16:00", ["Fri 03 Jul 07:30", "Wed 08 Jul 07:30"]),
        (  # 90 days on is a Sunday
            "follow_up_mentoring",
            "01-05 10:00",
            "Mon 06 Apr 16:00",
            ["Mon 06 Apr 07:30", "Mon 20 Apr 07:30"],
        ),
        (
            "follow_up_coaching",
            "01-05 10:00",
            "Wed 04 Feb 16:00",
            ["Wed 04 Feb 07:30", "Fri 20 Feb 08:00"],
        ),
        (
            "answer_proposal",
            "03-25 09:00",
            "Wed 25 Mar 09:00",
            ["Tue 17 Mar 08:00", "Wed 25 Mar 09:00"],
        ),
        (
            "session_ahead",
            "03-25 09:00",
            "Wed 25 Mar 09:00",
            ["Tue 17 Mar 08:00", "Tue 17 Mar 15:00"],
        ),
        (
            "confirm_attendance",
            "03-17 11:00",
            "Fri 27 Mar 16:30",
            ["Wed 25 Mar 07:30", "Fri 27 Mar 07:30", "Wed 01 Apr 07:30"],
        ),
    ],
)
def test_shipped_policies_ring_at_these_times(code, anchor, due, rings):
    assert planned(POLICIES[code], anchor) == (due, rings)


def test_a_rematch_is_handled_like_a_request():
    assert POLICIES["handle_rematch"].steps == POLICIES["handle_request"].steps
    assert POLICIES["handle_rematch"].allowance == POLICIES["handle_request"].allowance


@pytest.mark.parametrize("code", ["answer_proposal", "session_ahead"])
def test_reminders_of_a_session_are_left_out_when_their_time_is_past(code):
    reminders = [step for step in POLICIES[code].steps if step.action == "remind"]

    assert {step.misfire for step in reminders} == {Misfire.SKIP_IF_PAST}


@pytest.mark.parametrize(
    ("starts", "reminded"),
    [
        ("06-10 10:00", "Wed 10 Jun 08:00"),
        ("06-10 09:30", "Wed 10 Jun 07:30"),
        ("06-10 08:00", "Tue 09 Jun 16:00"),  # before work: at the close of the day before
        ("06-10 14:30", "Wed 10 Jun 12:00"),  # in the break
        ("06-13 09:00", "Fri 12 Jun 16:30"),  # on a Saturday
        ("06-10 20:00", "Wed 10 Jun 16:00"),
    ],
)
def test_a_reminder_hours_ahead_comes_while_people_are_at_work(starts, reminded):
    _due, rings = planned(POLICIES["session_ahead"], starts)
    assert rings[-1] == reminded


@pytest.mark.parametrize(
    ("offset", "rings"),
    [
        ("{working_days: 0}", "Mon 05 Jan 07:30"),
        ("{working_days: -1}", "Fri 02 Jan 07:30"),
        ("{working_days: 1}", "Tue 06 Jan 07:30"),
        ("{working_days: 0, from: due}", "Thu 08 Jan 07:30"),
        ("{working_days: 2, from: due}", "Mon 12 Jan 07:30"),
        ("{working_days: -2, from: due}", "Tue 06 Jan 07:30"),
        ("{working_hours: 4}", "Mon 05 Jan 15:00"),
        ("{working_hours: -4}", "Fri 02 Jan 15:00"),
        ("{days: 5}", "Mon 12 Jan 07:30"),
        ("{days: 1, from: due}", "Fri 09 Jan 07:30"),
        ("{hours: 30}", "Tue 06 Jan 16:00"),
        ("{minutes: -90}", "Mon 05 Jan 08:30"),
        ("{minutes: 0, from: due}", "Thu 08 Jan 16:00"),
        ("{share: 50}", "Wed 07 Jan 07:30"),
        ("{share: 100}", "Thu 08 Jan 07:30"),
    ],
)
def test_each_kind_of_offset_on_a_working_clock(offset, rings):
    assert planned(policy([offset]), "01-05 10:00") == ("Thu 08 Jan 16:00", [rings])


@pytest.mark.parametrize(
    ("allowance", "due", "half"),
    [
        ("{working_hours: 10}", "Tue 06 Jan 13:30", "Mon 05 Jan 16:00"),
        ("{days: 5}", "Mon 12 Jan 16:00", "Thu 08 Jan 07:30"),
        ("{hours: 24}", "Tue 06 Jan 10:00", "Mon 05 Jan 22:00"),
        ("{minutes: 3}", "Mon 05 Jan 10:03", "Mon 05 Jan 10:01"),
    ],
)
def test_each_kind_of_allowance_on_a_working_clock(allowance, due, half):
    made = policy(["{share: 50}"], allowance=allowance)

    assert planned(made, "01-05 10:00") == (due, [half])


def test_an_elapsed_clock_runs_through_nights_and_holidays():
    made = policy(
        ["{share: 33}", "{days: 1}", "{hours: 48}", "{minutes: 30, from: due}"],
        allowance="{hours: 72}",
        clock="elapsed",
    )

    assert planned(made, "03-19 22:15") == (
        "Sun 22 Mar 22:15",
        ["Fri 20 Mar 22:00", "Fri 20 Mar 22:15", "Sat 21 Mar 22:15", "Sun 22 Mar 22:45"],
    )


def test_repeats_follow_the_first_ring_by_the_same_rule():
    made = policy(
        [
            "{working_days: 1}, every: {working_days: 2}, times: 2",
            "{hours: 1}, every: {minutes: 15}, times: 2",
        ]
    )
    rings = plan(made, anchor=local("01-05 10:00"), working=WORKING["wib_5"]).rings

    assert [(shown(ring.at), ring.step, ring.n) for ring in rings] == [
        ("Mon 05 Jan 11:00", 2, 0),
        ("Mon 05 Jan 11:15", 2, 1),
        ("Mon 05 Jan 11:30", 2, 2),
        ("Tue 06 Jan 07:30", 1, 0),
        ("Thu 08 Jan 07:30", 1, 1),
        ("Mon 12 Jan 07:30", 1, 2),
    ]


def test_rings_at_one_moment_keep_the_order_of_the_steps():
    made = policy(["{working_days: 3}", "{share: 100}", "{working_days: 0, from: due}"])
    rings = plan(made, anchor=local("01-05 10:00"), working=WORKING["wib_5"]).rings

    assert [ring.step for ring in rings] == [1, 2, 3]
    assert len({ring.at for ring in rings}) == 1


def test_times_are_utc_whatever_the_zone_of_the_anchor():
    made = plan(POLICIES["answer_proposal"], anchor=local("03-25 09:00"), working=WORKING["wib_5"])

    assert {made.due_at.tzinfo, *(ring.at.tzinfo for ring in made.rings)} == {UTC}


def test_a_plan_beyond_the_calendar_is_refused():
    with pytest.raises(OutsideTable):
        plan(
            POLICIES["review"],
            anchor=datetime(2027, 9, 1, tzinfo=UTC),
            working=WORKING["wib_5"],
        )


@given(
    st.sampled_from(sorted(POLICIES)),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 3, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(sorted(WORKING)),
)
def test_a_plan_is_in_order_and_reckoned_the_same_twice(code, anchor, calendar):
    made = plan(POLICIES[code], anchor=anchor, working=WORKING[calendar])

    assert made == plan(POLICIES[code], anchor=anchor, working=WORKING[calendar])
    assert list(made.rings) == sorted(made.rings)
    assert made.due_at >= anchor
    assert all(
        ring.at >= made.due_at
        for ring in made.rings
        if (offset := POLICIES[code].steps[ring.step - 1].offset).base is Base.DUE
        and offset.amount > 0
    )


@given(st.integers(0, 60), st.datetimes(datetime(2026, 1, 1), datetime(2027, 3, 1)))  # noqa: DTZ001
def test_more_time_is_never_due_sooner(days, naive):
    anchor = naive.replace(tzinfo=UTC)

    def due(amount):
        allowance = Offset(amount, Unit.WORKING_DAYS)
        made = Policy("toy", ClockKind.WORKING, allowance, (), "made up", "a toy")
        return plan(made, anchor=anchor, working=WORKING["wib_5"]).due_at

    assert due(days) < due(days + 1)


MOMENTS = st.integers(0, 25 * 24 * 60).map(
    lambda minutes: datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
PAUSE = st.tuples(MOMENTS, MOMENTS).map(lambda both: (min(both), max(both)))
HOURLY = policy(["{working_hours: 4}"], allowance="{working_hours: 20}")


@given(anchor=MOMENTS, pauses=st.lists(PAUSE, max_size=4))
def test_a_pause_moves_what_is_due_by_exactly_the_working_time_inside_it(anchor, pauses):
    working = WORKING["wib_5"]
    stills = merged(pauses)
    due = plan(HOURLY, anchor=anchor, working=working, paused=stills).due_at
    inside = sum(
        (
            working.between(max(start, anchor), min(end, due))
            for start, end in stills
            if max(start, anchor) < min(end, due)
        ),
        timedelta(),
    )
    assert working.between(anchor, due) == timedelta(hours=20) + inside
    assert not any(start < due < end for start, end in stills)


@given(pauses=st.lists(PAUSE, max_size=6))
def test_merged_pauses_hold_the_same_moments_and_do_not_meet(pauses):
    stills = merged(pauses)
    assert all(one[1] < other[0] for one, other in pairwise(stills))
    for start, end in pauses:
        assert start == end or any(one <= start and end <= other for one, other in stills)


@given(anchor=MOMENTS, pauses=st.lists(PAUSE, max_size=4))
def test_a_pause_never_brings_the_rings_out_of_order(anchor, pauses):
    rings = plan(
        POLICIES["draft_unsent"], anchor=anchor, working=WORKING["wib_5"], paused=merged(pauses)
    ).rings
    assert [ring.at for ring in rings] == sorted(ring.at for ring in rings)


@given(anchor=MOMENTS, pauses=st.lists(PAUSE, max_size=4), hours=st.integers(0, 100))
def test_a_pause_brings_nothing_forward_and_keeps_the_order(anchor, pauses, hours):
    made = policy([f"{{hours: {hours}}}", "{hours: 50}"], allowance="{hours: 60}")
    working, stills = WORKING["wib_5"], merged(pauses)
    before = plan(made, anchor=anchor, working=working)
    after = plan(made, anchor=anchor, working=working, paused=stills)
    assert all(one.at <= other.at for one, other in zip(before.rings, after.rings, strict=True))
    assert before.due_at <= after.due_at
    assert [ring.at for ring in after.rings] == sorted(ring.at for ring in after.rings)


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (("06-07 00:00", "06-07 12:00"), "Tue 09 Jun 20:00"),
        (("06-09 10:00", "06-09 11:00"), "Wed 10 Jun 08:30"),
        (("06-09 18:00", "06-09 19:00"), "Wed 10 Jun 07:30"),
    ],
)
def test_an_evening_hour_waits_for_the_morning_only_if_it_must(away, expected):
    made = policy(["{hours: 84}"], allowance="{hours: 84}")
    stills = [tuple(map(local, away))]
    found = plan(made, anchor=local("06-06 08:00"), working=WORKING["wib_5"], paused=stills)
    assert shown(found.rings[0].at) == expected


def test_openings_stay_openings_and_closings_stay_closings():
    away = (local("03-25 00:00"), local("03-27 00:00"))
    made = plan(
        POLICIES["answer_offer"],
        anchor=local("03-17 10:00"),
        working=WORKING["wib_5"],
        paused=[away],
    )
    assert shown(made.due_at) == "Tue 31 Mar 16:00"
    assert [shown(ring.at) for ring in made.rings] == ["Mon 30 Mar 07:30", "Wed 01 Apr 07:30"]
