"""Escalation policies as YAML: what counts is printed, what a file changes is said or published."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.cast import cast
from workflows import policy_files
from workflows.models import EscalationPolicyVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew(db):
    return cast()


def exported(crew, **which):
    out = StringIO()
    call_command("export_policies", **(which or {"programme": crew.programme.code}), stdout=out)
    return out.getvalue()


def imported(crew, text, tmp_path, **options):
    file = tmp_path / "kebijakan.yaml"
    file.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("import_policies", file, programme=crew.programme.code, stdout=out, **options)
    return out.getvalue()


def own():
    return EscalationPolicyVersion.objects.exclude(policy__scope="")


def test_what_is_printed_can_be_brought_in_again_and_changes_nothing(crew, tmp_path):
    text = exported(crew)
    assert len(policy_files.parse(text, source="printed")) == 16
    said = imported(crew, text, tmp_path, by=crew.citra.user.username)
    assert {line.partition(": ")[2] for line in said.splitlines()} == {"unchanged"}
    assert not own().exists()


def test_a_change_is_said_first_and_published_in_a_name(crew, tmp_path):
    text = exported(crew).replace(
        "allowance:\n    working_days: 3\n  steps:\n  - at:\n      working_days: 2",
        "allowance:\n    working_days: 2\n  steps:\n  - at:\n      working_days: 1", 1,
    )  # fmt: skip
    assert text != exported(crew)
    assert "answer_offer: new version: 2 working days" in imported(crew, text, tmp_path)
    assert not own().exists()
    imported(crew, text, tmp_path, by=crew.citra.user.username)
    made = own().get()
    assert made.policy.scope == f"programme:{crew.programme.uid}"
    assert made.published_by == crew.citra.user
    assert made.value in policy_files.parse(exported(crew), source="printed")


UNFIT = """
- code: answer_offer
  source_label: contoh
  clock: working
  allowance: {working_days: 2}
  steps:
    - {at: {working_days: 1}, action: escalate, audience: [invited]}
- code: review
  source_label: contoh
  clock: working
  allowance: {days: 100}
  steps:
    - {at: {working_days: 1, from: due}, action: escalate, audience: [coordinator]}
"""


def test_an_unfit_policy_keeps_the_whole_file_out(crew, tmp_path):
    with pytest.raises(CommandError, match="Nothing was published"):
        imported(crew, UNFIT, tmp_path, by=crew.citra.user.username)
    assert not own().exists()


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("- code: x", {}, "the key source_label is missing"),
        (UNFIT.replace("answer_offer", "handle_correction"), {}, "handle_correction"),
        (UNFIT, {"by": "nobody"}, "There is no user nobody"),
    ],
)
def test_what_cannot_be_read_or_is_unknown_is_named(crew, tmp_path, text, options, said):
    with pytest.raises(CommandError, match=said):
        imported(crew, text, tmp_path, **options)


def test_an_organisation_has_its_own(crew):
    text = exported(crew, organisation=crew.organisation.code)
    assert "handle_correction" in text
    for which in ({"organisation": "nowhere"}, {"programme": "nowhere"}):
        with pytest.raises(CommandError, match="There is no"):
            exported(crew, **which)
