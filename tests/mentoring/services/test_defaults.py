"""Shipped calendars and policies: loaded once, again where they changed, fit for the machines."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from mentoring.models import Relationship
from mentoring.services import defaults
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import calendar_publishing, checks
from workflows.calendar_values import DayKind, SpecialDay
from workflows.models import Calendar, CalendarDay, Deadline, EscalationPolicyVersion
from workflows.policy import Action, ClockKind
from workflows.policy_files import read

NEVER_PAUSED = ("counselling_case", "data_request", "breach", "break_glass")


@pytest.mark.django_db
def test_loading_twice_changes_nothing(capsys):
    first = defaults.load(MONDAY)
    assert len(first.calendars) == Calendar.objects.count() == 8
    assert len(first.policies) == EscalationPolicyVersion.objects.count()
    again = defaults.load(MONDAY)
    assert (again.calendars, again.policies) == ((), ())
    call_command("load_defaults")
    assert capsys.readouterr().out == "calendars: nothing new\npolicies: nothing new\n"


@pytest.mark.django_db
def test_a_changed_policy_is_a_new_version_and_leaves_the_old_one(monkeypatch):
    defaults.load(MONDAY)
    policy = defaults.shipped_policies()["answer_offer"]
    changed = {"answer_offer": replace(policy, source_label="A new decision (example)")}
    monkeypatch.setattr(defaults, "shipped_policies", lambda: changed)
    assert defaults.load(MONDAY).policies == ("answer_offer",)
    versions = EscalationPolicyVersion.objects.filter(policy__code="answer_offer")
    assert list(versions.order_by("number").values_list("number", flat=True)) == [1, 2]


def with_a_day_off(code, date):
    plan = next(plan for plan in defaults.shipped_calendars() if plan.code == code)
    day = SpecialDay(date, DayKind.REGIONAL, "Hari jadi (contoh)", "Contoh", "Contoh", None)
    return replace(plan, days=tuple(sorted((*plan.days, day), key=lambda day: day.date)))


@pytest.mark.django_db
def test_a_changed_calendar_is_a_new_revision_and_moves_what_is_open():
    found = relationship(cast(), "offered")
    row = Deadline.objects.open().get(subject_id=found.pk)
    assert row.due_at == at("2026-06-11 16:00")
    changed = calendar_publishing.publish(
        with_a_day_off("wib_5", at("2026-06-10 09:00").date()), now=MONDAY
    )
    assert (changed.revision, Calendar.objects.get(code="wib_6").revision) == (2, 1)
    assert CalendarDay.objects.filter(calendar=changed, name="Hari jadi (contoh)").exists()
    row.refresh_from_db()
    assert (row.due_at, row.next_due_at) == (at("2026-06-12 16:30"), at("2026-06-11 07:30"))


def test_the_shipped_policies_fit_the_machines():
    assert defaults.check_policies() == []


def test_a_policy_that_is_not_shipped_is_refused():
    shipped = dict(defaults.shipped_policies())
    del shipped["answer_offer"]
    assert [fault.id for fault in checks.policy_faults(Relationship, shipped)] == ["workflows.E009"]


def test_a_policy_with_an_unknown_role_or_transition_is_refused():
    policy = defaults.shipped_policies()["answer_offer"]
    remind, lapse = policy.steps
    assert lapse.action is Action.TRANSITION
    steps = (replace(remind, audience=("nobody",)), replace(lapse, transition="explode"))
    shipped = {**defaults.shipped_policies(), "answer_offer": replace(policy, steps=steps)}
    assert [fault.id for fault in checks.policy_faults(Relationship, shipped)] == [
        "workflows.E010",
        "workflows.E010",
    ]


def test_a_policy_nobody_names_is_refused(monkeypatch):
    policy = defaults.shipped_policies()["answer_offer"]
    idle = {**defaults.shipped_policies(), "idle": replace(policy, code="idle")}
    monkeypatch.setattr(defaults, "shipped_policies", lambda: idle)
    assert [fault.id for fault in defaults.check_policies()] == ["mentoring.E002"]


@pytest.mark.once
@pytest.mark.parametrize("kind", NEVER_PAUSED)
def test_the_clocks_of_counselling_and_of_rights_stop_for_nothing(kind):
    found = read(defaults.FOLDER / "policies" / f"{kind}.yaml")
    assert {policy.clock for policy in found} == {ClockKind.ELAPSED}
