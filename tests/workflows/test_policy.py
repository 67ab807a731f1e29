"""Every way a policy can be unsound is found and named; a sound one is left in peace."""

from dataclasses import replace

import pytest

from workflows.policy import (
    Action,
    Base,
    ClockKind,
    Offset,
    Policy,
    Step,
    Unit,
    faults,
    shape_faults,
)

ROLES = {"mentor", "superior"}
TRANSITIONS = {"lapse"}
TWO = ("mentor", "superior")
REMIND = Step(Offset(2, Unit.WORKING_DAYS), Action.REMIND, ("mentor",))
LAPSE = Step(Offset(1, Unit.WORKING_DAYS, Base.DUE), Action.TRANSITION, transition="lapse")
ANSWER = Policy(
    "answer", ClockKind.WORKING, Offset(3, Unit.WORKING_DAYS), (REMIND, LAPSE), "a rule"
)


def found(policy):
    return faults(policy, roles=ROLES, transitions=TRANSITIONS)


def reminding(**changes):
    return replace(ANSWER, steps=(replace(REMIND, **changes), LAPSE))


def at(amount, unit, base=Base.ANCHOR):
    return reminding(offset=Offset(amount, unit, base))


def test_a_sound_policy_has_no_faults():
    assert found(ANSWER) == []


def test_a_reason_to_end_quietly_stands_in_for_a_last_step_that_decides():
    quiet = replace(ANSWER, steps=(REMIND,), ends_quietly="another clock takes over")

    assert found(quiet) == []
    assert found(replace(quiet, steps=())) == []


@pytest.mark.parametrize("action", [Action.ESCALATE, Action.HAND_OVER])
def test_escalating_or_handing_over_is_an_end(action):
    told = Step(LAPSE.offset, action, ("superior",))

    assert found(replace(ANSWER, steps=(REMIND, told))) == []


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (replace(ANSWER, steps=(REMIND,)), "steps: It ends in nothing"),
        (replace(ANSWER, steps=()), "steps: It ends in nothing"),
        (replace(ANSWER, steps=(LAPSE, REMIND)), "steps: It ends in nothing"),
        (replace(ANSWER, source_label=" "), "source_label: Say which rule"),
        (replace(ANSWER, allowance=Offset(-1, Unit.DAYS)), "allowance: Nobody can be given less"),
        (replace(ANSWER, allowance=Offset(50, Unit.SHARE)), "allowance: Write it in days"),
        (
            replace(ANSWER, allowance=Offset(3, Unit.DAYS, Base.DUE)),
            "allowance: It cannot count from the due",
        ),
        (reminding(audience=()), "step 1: audience: Nobody would hear of it"),
        (
            reminding(audience=("boss",)),
            "step 1: audience: boss is not known here; known are mentor, superior",
        ),
        (reminding(transition="lapse"), "step 1: transition: A transition is named, but"),
        (
            replace(ANSWER, steps=(replace(LAPSE, transition="vanish"),)),
            "step 1: transition: vanish is not known here; known are lapse",
        ),
        (replace(ANSWER, steps=(replace(LAPSE, transition=""),)), "step 1: transition: Say which"),
        (
            replace(ANSWER, steps=(replace(LAPSE, audience=("mentor",)),)),
            "A transition tells people by its own notices",
        ),
        (
            replace(
                ANSWER,
                steps=(replace(LAPSE, repeat_every=Offset(1, Unit.DAYS), repeat_times=2),),
            ),
            "A transition is performed once",
        ),
        (at(101, Unit.SHARE), "A share lies between 1 and 100"),
        (at(0, Unit.SHARE), "A share lies between 1 and 100"),
        (at(50, Unit.SHARE, Base.DUE), "counts from its start"),
        (
            replace(at(50, Unit.SHARE), allowance=Offset(0, Unit.WORKING_DAYS)),
            "No time is allowed of which",
        ),
        (reminding(repeat_every=Offset(1, Unit.DAYS)), "times: It would never end"),
        (reminding(repeat_times=2), "every: Say how far apart"),
        (
            reminding(repeat_every=Offset(1, Unit.DAYS), repeat_times=-1),
            "times: A step repeats once or more",
        ),
        (
            reminding(repeat_every=Offset(-1, Unit.DAYS), repeat_times=2),
            "every: Repeats move forward",
        ),
        (
            reminding(repeat_every=Offset(0, Unit.DAYS), repeat_times=2),
            "every: Repeats move forward",
        ),
        (reminding(repeat_every=Offset(1, Unit.DAYS), repeat_times=31), "More than 30 repeats"),
        (at(501, Unit.WORKING_DAYS), "More than two years is as good as never"),
        (
            replace(
                ANSWER,
                steps=(replace(LAPSE, action=Action.HAND_OVER, transition="", audience=TWO),),
            ),
            "A deadline is handed over to one party",
        ),
        (
            reminding(repeat_every=Offset(10, Unit.SHARE), repeat_times=2),
            "every: Repeats count from the one before",
        ),
    ],
)
def test_each_fault_is_named_with_its_policy(policy, message):
    [fault] = map(str, found(policy))

    assert fault.startswith("policy answer: ")
    assert message in fault


def test_what_is_confidential_is_never_told_to_who_is_barred():
    told = replace(ANSWER, steps=(replace(REMIND, audience=("superior",)), LAPSE))

    assert found(told) == []
    [fault] = faults(told, roles=ROLES, transitions=TRANSITIONS, barred={"superior"})
    assert (fault.step, fault.key) == (1, "audience")
    assert "no superior ever hears of it" in str(fault)


def test_an_elapsed_clock_cannot_count_working_time():
    elapsed = replace(ANSWER, clock=ClockKind.ELAPSED)

    assert [(fault.step, fault.key) for fault in found(elapsed)] == [
        (0, "allowance"),
        (1, "at"),
        (2, "at"),
    ]


def test_names_are_left_to_who_knows_the_machine():
    assert shape_faults(reminding(audience=("boss",))) == []


def test_all_faults_are_told_at_once():
    assert (
        len(found(replace(at(0, Unit.SHARE), source_label="", allowance=Offset(-1, Unit.DAYS))))
        == 3
    )


@pytest.mark.parametrize(
    "quiet",
    [Offset(0, Unit.DAYS), Offset(50, Unit.SHARE), Offset(501, Unit.WORKING_DAYS)],
)
def test_an_acknowledgement_quiets_for_a_time_that_ends(quiet):
    assert found(replace(ANSWER, acknowledged=Offset(2, Unit.WORKING_DAYS))) == []
    [fault] = found(replace(ANSWER, acknowledged=quiet))
    assert (fault.step, fault.key) == (0, "acknowledged")
