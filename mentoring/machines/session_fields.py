"""What the transitions of a session may set on it, and the acts that set several things."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


class SessionFields:
    """Named here, stored by the model. Nothing in here reads the database."""

    starts_at: Any
    ends_at: Any
    mode: Any
    place: Any
    link: Any
    sequence: Any
    proposed_by: Any
    moved_count: Any
    mentee: Any
    practitioner: Any
    mentee_confirmed_at: Any
    practitioner_confirmed_at: Any
    missed_by: Any
    cancelled_reason: Any
    note_filed: Any
    acting_roles: frozenset[str]

    def place_at(self, data: Mapping[str, Any]) -> None:
        """Another time, proposed by the acting side; what is not given stays as it was."""
        self.starts_at, self.ends_at = data["starts_at"], data["ends_at"]
        for name in ("mode", "place", "link"):
            setattr(self, name, data.get(name) or getattr(self, name))
        self.mentee_confirmed_at = self.practitioner_confirmed_at = None
        self.proposed_by = self.acting_person()
        self.moved_count += 1
        self.sequence += 1

    def call_it_off(self, reason: str) -> None:
        self.cancelled_reason = reason
        self.sequence += 1

    def confirmed_by_both(self, now: datetime) -> bool:
        """Mark the acting side's word that it took place; whether both sides now say so."""
        for side in {"mentee", "practitioner"} & self.acting_roles:
            setattr(self, f"{side}_confirmed_at", now)
        return bool(self.mentee_confirmed_at and self.practitioner_confirmed_at)

    def acting_person(self) -> Any:
        """The one of the pair who acts."""
        return self.mentee if "mentee" in self.acting_roles else self.practitioner.person
