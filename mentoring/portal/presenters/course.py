"""How far along an item is: the main path of its machine, and where it stands on or beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from mentoring.machines.breach import BreachState as B
from mentoring.machines.break_glass import BreakGlassState as G
from mentoring.machines.case_states import CaseState as K
from mentoring.machines.correction import CorrectionState as C
from mentoring.machines.data_request import DataRequestState as D
from mentoring.machines.destruction import DestructionState as X
from mentoring.machines.legal_hold import LegalHoldState as H
from mentoring.machines.matter import MatterState as M
from mentoring.machines.performance import PerformanceState as P
from mentoring.machines.relationship import RelationshipState as R
from mentoring.machines.session import SessionState as S

MAIN = {
    "relationship": (
        *(R.DRAFT, R.REQUESTED, R.OFFERED, R.AGREEMENT),
        *(R.ACTIVE, R.CLOSING, R.CLOSED, R.FOLLOWED_UP),
    ),
    "session": (S.PROPOSED, S.CONFIRMED, S.HELD),
    "correction": (C.OPEN, C.NAMED, C.SETTLED),
    "matter": (M.OPEN, M.DECIDED),
    "performance_counselling": (
        *(P.PROPOSED, P.ASSIGNED, P.SCHEDULED, P.HELD, P.WRITTEN),
        *(P.SIGNED, P.REPORTED, P.FOLLOW_UP, P.CLOSED),
    ),
    "data_request": (D.RECEIVED, D.IDENTITY_CHECKED, D.IN_PROGRESS, D.FULFILLED),
    "breach": (B.REPORTED, B.CONFIRMED, B.NOTIFIED, B.CLOSED),
    "legal_hold": (H.STANDING, H.LIFTED),
    "destruction": (X.PROPOSED, X.APPROVED, X.DESTROYING, X.DESTROYED),
    "break_glass": (G.ASKED, G.APPROVED, G.OPEN, G.OVER, G.SIGNED_OFF),
    "counselling_case": (
        *(K.REQUESTED, K.TRIAGED, K.CONSENTED, K.ASSIGNED, K.IN_SERVICE),
        *(K.CLOSING, K.CLOSED, K.FOLLOWED_UP),
    ),
}
# States beside the path: the step they follow, and whether the path goes on from there.
BESIDE: Mapping[str, tuple[str, bool]] = {
    R.EXPIRED: (R.DRAFT, False),
    R.WITHDRAWN: (R.REQUESTED, False),
    R.DECLINED: (R.REQUESTED, False),
    R.REMATCH: (R.DRAFT, True),
    R.TIMED_OUT: (R.AGREEMENT, False),
    R.PAUSED: (R.ACTIVE, True),
    R.ENDED_EARLY: (R.ACTIVE, False),
    S.RESCHEDULED: (S.PROPOSED, True),
    S.CANCELLED: (S.PROPOSED, False),
    S.NO_SHOW: (S.CONFIRMED, False),
    C.REFUSED: (C.OPEN, False),
    M.LAPSED: (M.OPEN, False),
}
# The same for a process whose states are called as those of others are.
BESIDE_OF: Mapping[str, Mapping[str, tuple[str, bool]]] = {
    "performance_counselling": {
        P.WITHDRAWN: (P.PROPOSED, False),
        P.NOT_ATTENDED: (P.SCHEDULED, False),
    },
    "data_request": {
        D.PARTIALLY: (D.IN_PROGRESS, False),
        D.REFUSED: (D.RECEIVED, False),
        D.WITHDRAWN: (D.RECEIVED, False),
    },
    "breach": {B.DISMISSED: (B.REPORTED, False)},
    "destruction": {X.KEPT: (X.PROPOSED, False)},
    "break_glass": {
        G.REFUSED: (G.ASKED, False),
        G.WITHDRAWN: (G.ASKED, False),
        G.LAPSED: (G.ASKED, False),
    },
    "counselling_case": {
        K.WAITING: (K.IN_SERVICE, True),
        K.REFERRAL_ASKED: (K.IN_SERVICE, True),
        K.REFERRED: (K.IN_SERVICE, True),
        K.HANDING_OVER: (K.IN_SERVICE, True),
        K.EMERGENCY: (K.REQUESTED, False),
        K.CONSENT_REFUSED: (K.TRIAGED, False),
        K.WITHDRAWN: (K.REQUESTED, False),
        K.NO_CONTACT: (K.TRIAGED, False),
    },
}


@dataclass(frozen=True, slots=True)
class Stop:
    """`manner` is past, here or ahead.

    A small screen leaves out what is `far` and shows instead what is `brief`.
    """

    label: str
    manner: str
    aside: bool = False
    far: bool = False
    brief: bool = False


def course(subject: Any) -> list[Stop]:
    state, main = str(subject.state), MAIN[subject.kind]
    after, goes_on = BESIDE_OF.get(subject.kind, BESIDE).get(state, ("", True))
    at = [str(step) for step in main].index(str(after) or state)
    stops = [Stop(str(step.label), "past", far=True) for step in main[: at + bool(after)]]
    if number := len(stops):
        said = ngettext("%(number)s step done", "%(number)s steps done", number)
        stops.insert(0, Stop(said % {"number": number}, "past", brief=True))
    stops.append(Stop(subject.get_state_display(), "here", aside=bool(after)))
    if goes_on:
        stops += [Stop(str(step.label), "ahead") for step in main[at + 1 :]]
    return stops
