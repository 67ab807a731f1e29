"""Policies survive YAML and JSON unchanged; each fault in a file names its place and remedy."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from workflows import policy_files
from workflows.policy import Action, Base, ClockKind, Misfire, Offset, Policy, Step, Unit
from workflows.strict_yaml import Fault, FileFaults

DEFAULTS = Path(__file__).parents[2] / "mentoring/defaults/policies"
SHIPPED = [
    policy
    for name in ("relationship", "session")
    for policy in policy_files.read(DEFAULTS / f"{name}.yaml")
]

TEXT = """
- code: answer
  source_label: "a rule"
  clock: working
  allowance: {working_days: 3}
  steps:
    - at: {working_days: 2}
      action: remind
      audience: [mentor]
      every: {working_days: 1}
      times: 2
      misfire: skip_if_past
    - {at: {working_days: 1, from: due}, action: transition, transition: lapse}
"""
ANSWER = Policy(
    code="answer",
    clock=ClockKind.WORKING,
    allowance=Offset(3, Unit.WORKING_DAYS),
    steps=(
        Step(
            Offset(2, Unit.WORKING_DAYS),
            Action.REMIND,
            ("mentor",),
            repeat_every=Offset(1, Unit.WORKING_DAYS),
            repeat_times=2,
            misfire=Misfire.SKIP_IF_PAST,
        ),
        Step(Offset(1, Unit.WORKING_DAYS, Base.DUE), Action.TRANSITION, transition="lapse"),
    ),
    source_label="a rule",
)


def faults_of(text):
    with pytest.raises(FileFaults) as caught:
        policy_files.parse(text, source="toy.yaml")
    return caught.value.faults


def test_a_file_becomes_policies():
    assert policy_files.parse(TEXT, source="toy.yaml") == (ANSWER,)


@pytest.mark.parametrize("policy", [ANSWER, *SHIPPED], ids=lambda policy: policy.code)
def test_a_stored_policy_comes_back_the_same(policy):
    stored = json.loads(json.dumps(policy_files.to_json(policy)))

    assert policy_files.from_json(stored) == policy


def test_the_digest_follows_the_content_and_nothing_else():
    [spaced] = policy_files.parse(
        TEXT.replace("{working_days: 3}", "{ working_days:  3 }"), source=""
    )

    assert policy_files.content_digest(spaced) == policy_files.content_digest(ANSWER)
    changed = [
        replace(ANSWER, allowance=Offset(4, Unit.WORKING_DAYS)),
        replace(ANSWER, source_label="another rule"),
        replace(ANSWER, steps=ANSWER.steps[::-1]),
        replace(ANSWER, ends_quietly="a reason"),
        replace(ANSWER, acknowledged=Offset(2, Unit.WORKING_DAYS)),
    ]
    digests = {policy_files.content_digest(policy) for policy in [ANSWER, *changed]}
    assert len(digests) == 6


def test_shipped_policies_have_codes_of_their_own_and_say_where_they_come_from():
    assert len({policy.code for policy in SHIPPED}) == len(SHIPPED) == 18
    assert all(policy.source_label for policy in SHIPPED)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "code: answer",
            'code: "An answer"',
            "policy An answer, code: 'An answer' is not a name; wr",
        ),
        ("clock: working", "clock: work", "policy answer, clock: work is not known; did you mean"),
        (
            'source_label: "a rule"',
            "source_label: ",
            "policy answer, source_label: None is not a tex",
        ),
        (
            '  source_label: "a rule"\n',
            "",
            "policy answer: the key source_label is missing; add sou",
        ),
        (
            "allowance:",
            "allowence:",
            "policy answer: unknown key allowence; did you mean allowance?",
        ),
        ("{working_days: 3}", "3", "policy answer, allowance: 3 is not a mapping; write it with"),
        (
            "{working_days: 3}",
            "{}",
            "policy answer, allowance: needs one unit, such as {working_da",
        ),
        ("{working_days: 3}", "{days: 1, hours: 2}", "policy answer, allowance: needs one unit"),
        (
            "{working_days: 3}",
            "{workdays: 3}",
            "policy answer, allowance: unknown key workdays; did",
        ),
        (
            "{working_days: 3}",
            "{days: three}",
            "answer, allowance, days: 'three' is not a whole num",
        ),
        ("{working_days: 3}", "{days: yes}", "answer, allowance, days: True is not a whole number"),
        ("{working_days: 3}", "{days: 1.5}", "answer, allowance, days: 1.5 is not a whole number"),
        (
            "action: remind",
            "action: nag",
            "policy answer, step 1, action: nag is not known; Known ar",
        ),
        (
            "[mentor]",
            "mentor",
            "step 1, audience: mentor is one name, not a list; write audience: [m",
        ),
        ("[mentor]", "[Mentor]", "policy answer, step 1, audience: 'Mentor' is not a name"),
        (
            "from: due",
            "from: dew",
            "policy answer, step 2, at, from: dew is not known; did you mean",
        ),
        ("times: 2", "times: twice", "policy answer, step 1, times: 'twice' is not a whole number"),
        ("times: 2", "time: 2", "policy answer, step 1: unknown key time; did you mean times?"),
        ("skip_if_past", "skip", "policy answer, step 1, misfire: skip is not known; "),
        ("transition: lapse}", "}", "policy answer, step 2, transition: Say which transition is"),
        ("times: 2", "times: 0", "policy answer, step 1, times: It would never end; say how"),
    ],
)
def test_each_fault_names_file_policy_step_key_and_remedy(old, new, message):
    assert old in TEXT

    [fault] = faults_of(TEXT.replace(old, new))

    assert message in fault


def test_the_file_is_named_in_the_message():
    with pytest.raises(FileFaults, match=r"^toy\.yaml: policy answer, clock: "):
        policy_files.parse(TEXT.replace("clock: working", "clock: x"), source="toy.yaml")


def test_every_policy_at_fault_is_told_at_once():
    other = TEXT.replace("code: answer", "code: other")
    both = TEXT.replace("clock: working", "clock: x") + other.replace("action: remind", "action: x")

    assert [fault.split(",")[0] for fault in faults_of(both)] == ["policy answer", "policy other"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a list of policies; begin each with - code: <name>"),
        ("code: answer", "not a list of policies"),
        ("- answer", "policy number 1: 'answer' is not a mapping"),
        (TEXT + TEXT, "policy answer: stands in this file twice; rename or remove one"),
        ("- code: a\n  code: b", "line 2: the key code stands here twice; remove one"),
        ("- code: [a", "line 1: not YAML"),
        ("- code: a\n bad", "line 2: not YAML"),
        ("- code: \x00", "somewhere: not YAML"),
        ("- code: !!python/name:os.system a", "line 1: not YAML"),
    ],
)
def test_a_file_of_another_shape_is_refused(text, message):
    [fault] = faults_of(text)

    assert message in fault


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "toy.yaml"
    path.write_bytes("- code: caf\xe9".encode("cp1252"))

    with pytest.raises(FileFaults, match=r"toy\.yaml: not UTF-8 text; save it as UTF-8"):
        policy_files.read(path)


def test_stored_content_of_another_shape_is_refused():
    with pytest.raises(Fault, match="policy answer: the key source_label is missing"):
        policy_files.from_json({"code": "answer", "clock": "working"})
