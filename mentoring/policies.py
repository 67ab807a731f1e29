"""Which shipped escalation policy counts where disciplines differ; the times are in defaults/."""

from mentoring.vocabulary import Discipline
from workflows.machine import PolicyBy

_COACHING = Discipline.COACHING.value

FIRST_SESSION = PolicyBy(
    "discipline", {_COACHING: "first_session_coaching"}, otherwise="first_session"
)
FOLLOW_UP = PolicyBy(
    "discipline", {_COACHING: "follow_up_coaching"}, otherwise="follow_up_mentoring"
)
