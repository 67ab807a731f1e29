"""Under which kind a ring is told, as people would say it."""

from mentoring.notices.kinds import ESCALATED, OF_COUNSELLING

PRESSING = (
    *("triage_case", "review_emergency"),
    *("approve_break_glass", "use_break_glass", "approve_break_glass_later"),
)
PRESSING_POLICIES = ("case_level_a", "case_level_b", "case_level_c")


def of_ring(clock, name):
    words = clock.policy["steps"][name[0] - 1]
    if clock.item.machine.kind == "data_request":
        return "data.due"
    if clock.item.machine.kind == "breach":
        return "breach.due"
    if clock.item.machine.kind in ("counselling_case", "break_glass"):
        pressing = clock.spec.name in PRESSING or clock.policy["code"] in PRESSING_POLICIES
        return "case.pressing" if pressing else "case.told"
    if words["action"] == "escalate":
        return of_escalation(clock)
    if clock.spec.name == "session_ahead" and {"hours", "minutes"} & set(words["at"]):
        return "reminder.session_soon"
    return f"reminder.{clock.spec.name}"


def of_escalation(clock):
    if clock.spec.name in OF_COUNSELLING:
        return "escalation.counselling"
    return f"escalation.{clock.spec.name if clock.spec.name in ESCALATED else 'overdue'}"


def unroutable(clock):
    counselling = clock.spec.name in OF_COUNSELLING
    return "escalation.counselling_unroutable" if counselling else "escalation.unroutable"


def is_listed(kind):
    """Whether equal lateness of many is told as one list."""
    listed = kind.removeprefix("escalation.") in (*ESCALATED, "overdue")
    return kind.startswith("escalation.") and listed and kind != "escalation.handle_matter"
