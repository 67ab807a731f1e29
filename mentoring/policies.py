"""Which shipped policy counts where disciplines or levels differ; the times are in defaults/."""

from mentoring.vocabulary import Discipline
from workflows.machine import PolicyBy

_COACHING = Discipline.COACHING.value

FIRST_SESSION = PolicyBy(
    "discipline", {_COACHING: "first_session_coaching"}, otherwise="first_session"
)
FOLLOW_UP = PolicyBy(
    "discipline", {_COACHING: "follow_up_coaching"}, otherwise="follow_up_mentoring"
)

# The level is the counsellor's own; whatever is not one of these is routine.
CASE_LEVEL = PolicyBy(
    "level", {each: f"case_level_{each.lower()}" for each in "ABCD"}, otherwise="case_call_back"
)
