"""Who is told of an emergency access, in the neutral words of class C.

The data protection officer hears of it when it is asked for and when it is opened; the person it is
about when it is opened, unless a safety rule forbids it.
"""

from mentoring.notices.kinds import CASE_PRESSING, CASE_TOLD
from mentoring.notices.table import Say, say
from mentoring.vocabulary import Role

OPENER, SECOND, DPO, CLIENT = Role.OPENER, Role.SECOND, Role.DPO, Role.CLIENT
KIND = "break_glass"

_SAID: dict[str, tuple[Say, ...]] = {
    "begin": (say(CASE_PRESSING, SECOND),),
    "approve": (say(CASE_PRESSING, OPENER),),
    "refuse": (say(CASE_TOLD, OPENER),),
    "withdraw": (say(CASE_TOLD, SECOND),),
    "lapse": (say(CASE_TOLD, OPENER),),
    "open": (say(CASE_PRESSING, DPO), say(CASE_TOLD, CLIENT)),
    "open_at_once": (say(CASE_PRESSING, SECOND), say(CASE_TOLD, CLIENT)),
    "end": (say(CASE_TOLD, DPO, OPENER),),
    "run_out": (say(CASE_TOLD, DPO),),
    "approve_later": (say(CASE_TOLD, OPENER, DPO),),
    "disapprove": (say(CASE_PRESSING, OPENER, DPO), say(CASE_TOLD, CLIENT)),
    "sign_off": (say(CASE_TOLD, OPENER, CLIENT),),
}
GLASS_NOTICES = {(KIND, name): lines for name, lines in _SAID.items()}
