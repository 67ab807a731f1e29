"""What the transitions of a counselling case may set on it, and acts that set several things."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mentoring.machines.case_reasons import Recipient
from mentoring.machines.case_states import CaseState


class CaseFields:
    """Named here, stored by the model. Nothing in here reads the database."""

    state: Any
    client: Any
    counsellor: Any
    previous_counsellor: Any
    route: Any
    way_in: Any
    level: Any
    level_at: Any
    consented_at: Any
    substitute_agreed: Any
    substitute: Any
    stands_in_for: Any
    attempts: Any
    waiting_until: Any
    next_starts_at: Any
    next_ends_at: Any
    sessions_allowed: Any
    sessions_used: Any
    before_emergency: Any
    end_reason: Any
    closed_at: Any

    @property
    def is_ending(self) -> bool:
        """Withdrawn during an emergency: it ends with that."""
        return bool(self.before_emergency == CaseState.WITHDRAWN)

    def named_counsellor(self, uid: UUID) -> Any:
        """The counsellor of that uid, as the guards have found them; None if there is none."""
        raise NotImplementedError

    def of_service(self, uid: str) -> Any:
        """Whoever of the service could come to have to do with it, by uid; None if nobody."""
        raise NotImplementedError

    def judge(self, level: str, now: datetime) -> None:
        """The level's clock runs from here."""
        self.level, self.level_at = level, now

    def agree(self, now: datetime, *, substitute: bool) -> None:
        self.consented_at, self.substitute_agreed = now, substitute

    def agree_to(self, substitute: Any) -> None:
        """None: nobody is to stand in."""
        self.substitute, self.substitute_agreed = substitute, substitute is not None

    def part(self) -> None:
        """Without a counsellor again; the session that was planned with them is off."""
        if self.counsellor is not None:
            self.previous_counsellor, self.counsellor = self.counsellor, None
        self.stands_in_for = None
        self.unplan()

    def turn_to_the_other_office(self) -> None:
        here, other = Recipient.COORDINATOR.value, Recipient.POOL.value
        self.route = other if self.route == here else here

    def pass_to_substitute(self) -> None:
        self.stands_in_for, self.counsellor = self.counsellor, self.substitute
        self.unplan()

    def pass_back(self) -> None:
        self.counsellor, self.stands_in_for = self.stands_in_for, None
        self.unplan()

    def plan(self, starts_at: datetime, ends_at: datetime) -> None:
        self.next_starts_at, self.next_ends_at = starts_at, ends_at

    def unplan(self) -> None:
        self.next_starts_at = self.next_ends_at = None

    def begin_closing(self, reason: str) -> None:
        self.end_reason = reason
        self.unplan()
