"""What the transitions of a relationship may set on it, and the acts that set several things."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo


class RelationshipFields:
    """Named here, stored by the model. Nothing in here reads the database."""

    aim: Any
    offered_to: Any
    offer_rank: Any
    practitioner: Any
    previous_practitioner: Any
    agreement_version: Any
    started_at: Any
    paused_until: Any
    last_session_at: Any
    status: Any
    status_at: Any
    end_reason: Any
    applied: Any
    closed_at: Any
    acting_roles: frozenset[str]

    def candidate(self, uid: UUID) -> Any:
        """The practitioner of that uid, as the guards have found them; None if there is none."""
        raise NotImplementedError

    def calendar_of(self, role: str) -> Any:
        raise NotImplementedError

    def begin_agreement(self) -> None:
        """The next version of the agreement, signed by nobody yet."""
        self.agreement_version += 1
        self._unmark("signed")

    def begin_closing(self, reason: str) -> None:
        self.end_reason, self.paused_until = reason, None
        self._unmark("reflected")

    def part(self) -> None:
        """Without a practitioner again: what was said of the old pair does not follow."""
        self.previous_practitioner, self.practitioner, self.offered_to = (
            self.practitioner,
            None,
            None,
        )
        self.started_at = self.paused_until = self.last_session_at = self.status_at = None
        self.status = ""
        self._unmark("signed")

    def pause_until(self, day: date) -> None:
        """Until that day begins where the mentee works."""
        zone = ZoneInfo(self.calendar_of("mentee").zone)
        self.paused_until = datetime.combine(day, time(), zone).astimezone(UTC)

    def marked_by_both(self, what: str, now: datetime) -> bool:
        """Mark that the acting side has done it; whether both sides now have."""
        for side in {"mentee", "practitioner"} & self.acting_roles:
            setattr(self, f"{side}_{what}_at", now)
        marks = (getattr(self, f"{side}_{what}_at") for side in ("mentee", "practitioner"))
        return all(mark is not None for mark in marks)

    def _unmark(self, what: str) -> None:
        for side in ("mentee", "practitioner"):
            setattr(self, f"{side}_{what}_at", None)
