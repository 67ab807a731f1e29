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
        (replace(ANSWER, steps=(REMIND,)), "ends in nothing"),
        (replace(ANSWER, steps=()), "ends in nothing"),
        (replace(ANSWER, steps=(LAPSE, REMIND)), "ends in nothing"),
        (replace(ANSWER, source_label=" "), "source_label is empty"),
        (replace(ANSWER, allowance=Offset(-1, Unit.DAYS)), "allowance is negative"),
        (replace(ANSWER, allowance=Offset(50, Unit.SHARE)), "allowance cannot be a share"),
        (replace(ANSWER, allowance=Offset(3, Unit.DAYS, Base.DUE)), "cannot count from the due"),
        (reminding(audience=()), "step 1: nobody would hear of it"),
        (reminding(audience=("boss",)), "step 1: unknown role boss; known are mentor, superior"),
        (reminding(transition="lapse"), "step 1: transition lapse is named, but the action is"),
        (
            replace(ANSWER, steps=(replace(LAPSE, transition="vanish"),)),
            "step 1: unknown transition vanish; known are lapse",
        ),
        (replace(ANSWER, steps=(replace(LAPSE, transition=""),)), "step 1: the action is transit"),
        (
            replace(ANSWER, steps=(replace(LAPSE, audience=("mentor",)),)),
            "a transition tells people by its own notices",
        ),
        (
            replace(
                ANSWER,
                steps=(replace(LAPSE, repeat_every=Offset(1, Unit.DAYS), repeat_times=2),),
            ),
            "a transition is performed once",
        ),
        (at(101, Unit.SHARE), "a share of 101 % is not between 1 and 100"),
        (at(0, Unit.SHARE), "a share of 0 % is not between 1 and 100"),
        (at(50, Unit.SHARE, Base.DUE), "cannot count from due"),
        (
            replace(at(50, Unit.SHARE), allowance=Offset(0, Unit.WORKING_DAYS)),
            "a share of an allowance of 0",
        ),
        (reminding(repeat_every=Offset(1, Unit.DAYS)), "it would never end"),
        (reminding(repeat_times=2), "times is given without every"),
        (reminding(repeat_every=Offset(1, Unit.DAYS), repeat_times=-1), "times is -1"),
        (reminding(repeat_every=Offset(-1, Unit.DAYS), repeat_times=2), "every is -1 days"),
        (reminding(repeat_every=Offset(0, Unit.DAYS), repeat_times=2), "every is 0 days"),
        (
            reminding(repeat_every=Offset(10, Unit.SHARE), repeat_times=2),
            "every counts from the ring before it",
        ),
    ],
)
def test_each_fault_is_named_with_its_policy(policy, message):
    [fault] = found(policy)

    assert fault.startswith("policy answer: ")
    assert message in fault


def test_an_elapsed_clock_cannot_count_working_time():
    elapsed = replace(ANSWER, clock=ClockKind.ELAPSED)

    assert [fault.split(" counts")[0] for fault in found(elapsed)] == [
        "policy answer: allowance",
        "policy answer: step 1: at",
        "policy answer: step 2: at",
    ]


def test_names_are_left_to_who_knows_the_machine():
    assert shape_faults(reminding(audience=("boss",))) == []


def test_all_faults_are_told_at_once():
    assert (
        len(found(replace(at(0, Unit.SHARE), source_label="", allowance=Offset(-1, Unit.DAYS))))
        == 3
    )
