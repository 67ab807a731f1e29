"""Versions of policies: published once per content, kept by what was armed with them."""

import pytest

from tests.workflows.parcels.models import Parcel
from workflows import engine, policies, policy_files
from workflows.errors import Conflict
from workflows.models import Deadline, EngineState, EscalationPolicyVersion, EscalationStep

pytestmark = pytest.mark.django_db

FASTER = """
- code: dispatch
  source_label: "toy, faster"
  clock: working
  allowance: {working_days: 1}
  steps:
    - {at: {working_days: 1, from: due}, action: transition, transition: give_up}
"""


def faster():
    return policy_files.parse(FASTER, source="toy")[0]


def test_publishing_the_same_content_again_changes_nothing(toy_policies, now):
    version = policies.publish(faster(), now=now)
    assert (version.number, EscalationStep.objects.filter(version=version).count()) == (2, 1)
    assert policies.publish(faster(), now=now) is None


def test_an_item_keeps_the_version_it_was_armed_with(parcel, calendar, maya, now):
    policies.publish(faster(), now=now)
    other = engine.begin(Parcel(sender=maya, carrier=maya, calendar=calendar), by=maya, now=now)
    numbers = Deadline.objects.order_by("pk").values_list("subject_id", "policy_version__number")
    assert list(numbers) == [(parcel.pk, 1), (other.pk, 2)]


def test_the_nearest_scope_wins(toy_policies, now):
    policies.publish(faster(), now=now, scope="programme:x")
    assert (
        policies.Book().current({"dispatch"}, ["programme:x"])["dispatch"].policy.scope
        == "programme:x"
    )
    assert policies.Book().current({"dispatch"}, ["programme:y"])["dispatch"].policy.scope == ""


def test_whatever_changes_what_counts_makes_memories_of_it_void(toy_policies, maya, now):
    editions = [EngineState.objects.get().policies]
    for act in (
        lambda: policies.publish(faster(), now=now, scope="programme:x"),
        lambda: policies.withdraw("dispatch", scope="programme:x", by=maya, now=now),
        lambda: policies.publish(faster(), now=now, scope="programme:x"),
    ):
        act()
        editions.append(EngineState.objects.get().policies)
    assert len(set(editions)) == 4


def test_a_missing_policy_is_named(toy_policies):
    with pytest.raises(LookupError, match="nonsense"):
        policies.Book().current({"nonsense"})


def test_a_stored_version_reads_back_as_the_same_policy(toy_policies):
    stored = EscalationPolicyVersion.objects.get(policy__code="report")
    assert policy_files.content_digest(stored.value) == stored.digest


def test_a_withdrawn_version_counts_no_more_and_stays_with_what_is_armed(
    toy_policies, calendar, maya, now
):
    policies.publish(faster(), now=now, scope="programme:x", by=maya)
    gone = policies.withdraw("dispatch", now=now, scope="programme:x", by=maya, expected="1")
    assert (gone.number, gone.withdrawal, gone.published_by) == (2, True, maya)
    assert policies.Book().current({"dispatch"}, ["programme:x"])["dispatch"].policy.scope == ""
    assert policies.withdraw("dispatch", now=now, scope="programme:x", by=maya) is None
    again = policies.publish(faster(), now=now, scope="programme:x", by=maya)
    assert again.number == 3
    current = policies.Book().current({"dispatch"}, ["programme:x"])["dispatch"]
    assert current == again


def test_nothing_is_withdrawn_where_nothing_was_set(toy_policies, maya, now):
    assert policies.withdraw("dispatch", now=now, scope="programme:x", by=maya) is None


def test_a_version_published_meanwhile_is_a_conflict(toy_policies, maya, now):
    policies.publish(faster(), now=now, scope="programme:x", by=maya, expected="0")
    for change in (
        lambda: policies.publish(faster(), now=now, scope="programme:x", expected="0"),
        lambda: policies.withdraw("dispatch", now=now, scope="programme:x", by=maya, expected="0"),
    ):
        with pytest.raises(Conflict, match="Somebody else has changed this meanwhile"):
            change()
    assert EscalationPolicyVersion.objects.filter(policy__scope="programme:x").count() == 1
