"""What a counselling case may go through beside its path: waiting, referral, change, emergency."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mentoring.guards import Data
from mentoring.machines import case_guards as guards
from mentoring.machines import case_inputs as inputs
from mentoring.machines.case_fields import CaseFields
from mentoring.machines.case_reasons import CaseEnd
from mentoring.machines.case_states import (
    AT_HAND,
    BOTH,
    CLIENT,
    COORDINATOR,
    COUNSELLOR,
    HELD,
    LIVE,
    SERVING,
    SUBSTITUTE,
    UNENDED,
)
from mentoring.machines.case_states import CaseState as S
from workflows.machine import SYSTEM, Either
from workflows.machine import transition as step


class CaseBeside(CaseFields):
    # Waiting.

    @step(
        S.IN_SERVICE,
        S.WAITING,
        _("Wait"),
        allow={COUNSELLOR},
        guards=[guards.wait_is_bounded],
        inputs=inputs.UNTIL,
    )
    def wait(self, *, data: Data, now: datetime) -> None:
        self.waiting_until = data["until"]
        self.unplan()

    @step(S.WAITING, S.IN_SERVICE, _("Go on"), allow=BOTH | {SYSTEM})
    def resume(self, *, data: Data, now: datetime) -> None:
        self.waiting_until = None

    # Another counsellor, if the client agrees.

    @step(
        (S.ASSIGNED, *SERVING),
        S.HANDING_OVER,
        _("Propose another counsellor"),
        allow={COUNSELLOR, COORDINATOR},
    )
    def propose_hand_over(self, *, data: Data, now: datetime) -> None:
        self.unplan()

    @step(S.HANDING_OVER, S.CONSENTED, _("Agree to another counsellor"), allow={CLIENT})
    def agree_to_hand_over(self, *, data: Data, now: datetime) -> None:
        self.part()

    @step(S.HANDING_OVER, S.CLOSING, _("No other counsellor"), allow={CLIENT})
    def refuse_hand_over(self, *, data: Data, now: datetime) -> None:
        self.begin_closing(CaseEnd.NO_HAND_OVER)

    # Somebody stands in while the counsellor is away, if the client agrees to that one.

    @step(
        (S.CONSENTED, *HELD),
        Either(S.CONSENTED, *HELD),
        _("Say who may stand in"),
        allow={CLIENT},
        guards=[*guards.MAY_BE_ASSIGNED, guards.substitute_is_another],
        inputs=inputs.SUBSTITUTE,
    )
    def name_substitute(self, *, data: Data, now: datetime) -> str:
        self.agree_to(self.named_counsellor(data["counsellor"]))
        return str(self.state)

    @step(
        (S.CONSENTED, *HELD),
        Either(S.CONSENTED, *HELD),
        _("Nobody is to stand in"),
        allow={CLIENT},
        guards=[guards.client_agrees_to_a_substitute],
    )
    def refuse_substitute(self, *, data: Data, now: datetime) -> str:
        self.agree_to(None)
        return str(self.state)

    @step(
        HELD,
        Either(*HELD),
        _("Stand in"),
        allow={SUBSTITUTE, COORDINATOR},
        guards=guards.MAY_STAND_IN,
    )
    def stand_in(self, *, data: Data, now: datetime) -> str:
        self.pass_to_substitute()
        return str(self.state)

    @step(
        HELD,
        Either(*HELD),
        _("Give it back to who was away"),
        allow=BOTH | {COORDINATOR},
        guards=[guards.somebody_stands_in, guards.who_was_away_may_have_it],
    )
    def give_back(self, *, data: Data, now: datetime) -> str:
        self.pass_back()
        return str(self.state)

    # Whom the client wants to have nothing to do with it, as long as it is open.

    @step(
        (*UNENDED, S.EMERGENCY),
        Either(*UNENDED, S.EMERGENCY),
        _("Keep somebody out of it"),
        allow={CLIENT},
        guards=[guards.may_be_kept_out, guards.somebody_is_left],
        inputs=inputs.OUT,
    )
    def keep_out(self, *, data: Data, now: datetime) -> str:
        """The one who stands in by agreement does so no more; a counsellor loses it at once."""
        if self.substitute is not None and self.substitute == self.of_service(data["out"]):
            self.substitute = None
        return str(self.state)

    @step(
        (*UNENDED, S.EMERGENCY),
        Either(*UNENDED, S.EMERGENCY),
        _("Take a name back"),
        allow={CLIENT},
        guards=[guards.was_named],
        inputs=inputs.BACK,
    )
    def let_in(self, *, data: Data, now: datetime) -> str:
        """Whom the lines keep out stays out."""
        return str(self.state)

    # What the lines of reporting bring about: nobody keeps a case of who is in their own.

    @step(
        (*HELD, S.HANDING_OVER),
        Either(S.HANDING_OVER, S.EMERGENCY),
        _("The counsellor cannot keep it"),
        allow={SYSTEM},
    )
    def lose_counsellor(self, *, data: Data, now: datetime) -> str:
        """The client is asked whether another may have it, after an emergency once it is over.

        What was ending, or had been closed, goes on.
        """
        self.part()
        if self.is_ending:
            return S.EMERGENCY
        self.end_reason, self.closed_at = "", None
        if self.state != S.EMERGENCY:
            return S.HANDING_OVER
        self.before_emergency = S.HANDING_OVER
        return S.EMERGENCY

    @step(
        (*UNENDED, S.EMERGENCY),
        Either(*UNENDED, S.EMERGENCY),
        _("Send it to who is left"),
        allow={SYSTEM},
    )
    def send_elsewhere(self, *, data: Data, now: datetime) -> str:
        self.turn_to_the_other_office()
        return str(self.state)

    # A referral: with the client's consent, or on a stated ground of safety.

    @step(
        SERVING,
        S.REFERRAL_ASKED,
        _("Propose a referral"),
        allow={COUNSELLOR},
        inputs=inputs.REFERRAL,
    )
    def propose_referral(self, *, data: Data, now: datetime) -> None:
        self.unplan()

    @step(S.REFERRAL_ASKED, S.REFERRED, _("Agree to the referral"), allow={CLIENT})
    def agree_to_referral(self, *, data: Data, now: datetime) -> None: ...

    @step(S.REFERRAL_ASKED, S.IN_SERVICE, _("No referral"), allow={CLIENT})
    def refuse_referral(self, *, data: Data, now: datetime) -> None: ...

    @step(
        (*SERVING, S.EMERGENCY),
        S.REFERRED,
        _("Refer for safety without consent"),
        allow={COUNSELLOR},
        guards=[guards.is_not_ending],
        inputs={**inputs.REFERRAL, **inputs.GROUND},
    )
    def refer_for_safety(self, *, data: Data, now: datetime) -> None:
        """What had been closed goes on."""
        self.before_emergency, self.end_reason, self.closed_at = "", "", None
        self.unplan()

    @step(S.REFERRED, S.REFERRED, _("The referral is accepted"), allow={COUNSELLOR})
    def note_referral_accepted(self, *, data: Data, now: datetime) -> None: ...

    @step(S.REFERRED, S.IN_SERVICE, _("The referral is done"), allow={COUNSELLOR})
    def note_referral_done(self, *, data: Data, now: datetime) -> None: ...

    @step(S.REFERRED, S.IN_SERVICE, _("The referral is rejected"), allow={COUNSELLOR})
    def note_referral_rejected(self, *, data: Data, now: datetime) -> None: ...

    @step([S.REFERRAL_ASKED, S.REFERRED], S.IN_SERVICE, _("Revoke the referral"), allow=BOTH)
    def revoke_referral(self, *, data: Data, now: datetime) -> None: ...

    # An emergency: who decides is on the record, with the ground and who was told.

    @step(
        (*UNENDED, S.CLOSED),
        S.EMERGENCY,
        _("Emergency"),
        allow=AT_HAND,
        inputs=inputs.EMERGENCY,
    )
    def declare_emergency(self, *, data: Data, now: datetime) -> None:
        self.before_emergency = str(self.state)

    @step(
        S.EMERGENCY,
        S.EMERGENCY,
        _("Somebody else was told"),
        allow=AT_HAND,
        inputs=inputs.ACCOUNT,
    )
    def add_told(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.EMERGENCY,
        Either(*UNENDED, S.CLOSED, S.WITHDRAWN),
        _("The emergency is over"),
        allow=AT_HAND,
    )
    def end_emergency(self, *, data: Data, now: datetime) -> str:
        """Back to where it was; what was planned is not planned any more."""
        state, self.before_emergency = self.before_emergency, ""
        self.unplan()
        return str(state)

    @step(
        S.EMERGENCY,
        S.EMERGENCY,
        _("Withdraw once the emergency is over"),
        allow={CLIENT, SYSTEM},
        guards=[guards.is_not_withdrawn],
    )
    def withdraw_in_emergency(self, *, data: Data, now: datetime) -> None:
        self.before_emergency = S.WITHDRAWN

    # More than each case has.

    @step(
        LIVE,
        Either(*LIVE),
        _("Grant more sessions"),
        allow={COORDINATOR, COUNSELLOR},
        guards=guards.MAY_BE_EXTENDED,
        inputs=inputs.MORE,
    )
    def grant_sessions(self, *, data: Data, now: datetime) -> str:
        self.sessions_allowed += data["sessions"]
        return str(self.state)
