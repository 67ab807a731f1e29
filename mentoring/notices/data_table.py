"""Who is told when something happens to a request about personal data: they and the officer.

Of a failure of protection the officer is told, and those concerned once there is a letter for them:
in the words that all of class C is told in, whatever of theirs it is about.
"""

from mentoring.notices.kinds import (
    BREACH_DUE,
    CASE_TOLD,
    DATA_DUE,
    DATA_TOLD,
    DESTRUCTION_DUE,
    DESTRUCTION_TOLD,
    HOLD_DUE,
)
from mentoring.notices.table import Say, say
from mentoring.vocabulary import Role

REQUESTER, DPO = Role.REQUESTER, Role.DPO
KIND = "data_request"

_SAID: dict[str, tuple[Say, ...]] = {
    "begin": (say(DATA_DUE, DPO), say(DATA_TOLD, REQUESTER)),
    "check_identity": (say(DATA_TOLD, REQUESTER),),
    "fulfil": (say(DATA_TOLD, REQUESTER),),
    "fulfil_in_part": (say(DATA_TOLD, REQUESTER),),
    "refuse": (say(DATA_TOLD, REQUESTER),),
    "restrict": (say(DATA_TOLD, REQUESTER),),
    "lift_restriction": (say(DATA_TOLD, REQUESTER, DPO),),
    "withdraw_consent": (say(DATA_TOLD, REQUESTER),),
    "withdraw": (say(DATA_TOLD, DPO),),
}
_BREACH: dict[str, tuple[Say, ...]] = {
    "begin": (say(BREACH_DUE, DPO),),
    "record_told": (say(CASE_TOLD, Role.AFFECTED),),
}
DATA_NOTICES = {
    **{(KIND, name): lines for name, lines in _SAID.items()},
    **{("breach", name): lines for name, lines in _BREACH.items()},
}
_DESTROYED: dict[str, tuple[Say, ...]] = {
    "begin": (say(DESTRUCTION_DUE, Role.APPROVER, until="decide_destruction"),),
    "approve": (say(DESTRUCTION_DUE, DPO, until="carry_out_destruction"),),
    "keep": (say(DESTRUCTION_TOLD, DPO),),
    "certify": (say(DESTRUCTION_TOLD, DPO),),
}
DATA_NOTICES |= {("destruction", name): lines for name, lines in _DESTROYED.items()}
# Whoever else answers for personal data learns of it.
DATA_NOTICES["legal_hold", "begin"] = (say(HOLD_DUE, DPO, until="review_hold"),)
DATA_NOTICES["legal_hold", "lift"] = (say(DESTRUCTION_TOLD, DPO),)
