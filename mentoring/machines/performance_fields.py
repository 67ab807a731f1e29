"""What the transitions of a counselling on performance may set on it."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

SIDES = ("client", "counsellor")
MOST_NO_SHOWS = 2


def sides_of(whose: str) -> tuple[str, ...]:
    return SIDES if whose == "both" else (whose,)


class PerformanceFields:
    """Named here, stored by the model, which also looks up what the guards ask for."""

    appraiser: Any
    appraiser_id: Any
    client_id: Any
    counsellor: Any
    counsellor_kind: Any
    starts_at: Any
    ends_at: Any
    place: Any
    no_shows: Any
    held_at: Any
    written_at: Any
    counsellor_signed_at: Any
    addressee: Any
    reported_at: Any
    follow_up: Any
    follow_up_until: Any
    closed_at: Any
    withdrawn_reason: Any
    acting_roles: frozenset[str]
    is_taken_on = False  # whether who proposes it goes on to counsel in the same act

    def colleague(self, uid: UUID) -> Any:
        """The person of the organisation whose uid this is; None if there is none."""
        raise NotImplementedError

    def is_qualified(self, person: Any, day: date) -> bool:
        """Whether a counselling qualification is on record and valid that day."""
        raise NotImplementedError

    def is_official(self, person: Any, day: date) -> bool:
        """Whether somebody is appointed to counsel as their function."""
        raise NotImplementedError

    def is_near(self, person: Any, day: date) -> bool:
        """Whether somebody is the client's superior or subordinate, or appraises them."""
        raise NotImplementedError

    def is_under_client(self, person: Any, day: date) -> bool:
        """Whether the client is a superior of theirs, at any level."""
        raise NotImplementedError

    def was_read(self) -> bool:
        """Whether the client has opened the form as it now stands."""
        raise NotImplementedError

    def upload(self, uid: UUID) -> Any:
        """The file of this case of that uid; None if there is none."""
        raise NotImplementedError

    def form_officers(self, day: date) -> set[int]:
        """The users who are appointed to enter signed papers."""
        raise NotImplementedError

    def receiver(self, day: date) -> Any:
        """Who gets the result, by the kind of counsellor; None if nobody is on record."""
        raise NotImplementedError

    def calendar_of(self, role: str) -> Any:
        raise NotImplementedError

    def entrust(self, counsellor: Any, kind: str) -> None:
        """To a counsellor, who begins without a time; who did not come before is not forgotten."""
        self.counsellor, self.counsellor_kind = counsellor, kind
        self.unschedule()

    def schedule_at(self, data: Mapping[str, Any]) -> None:
        self.starts_at, self.ends_at = data["starts_at"], data["ends_at"]
        self.place = data["place"]

    def unschedule(self) -> None:
        self.starts_at = self.ends_at = None
        self.place = ""

    def rewrite(self, now: datetime) -> None:
        """Another form, which nobody has signed."""
        self.written_at = now
        for side in SIDES:
            setattr(self, f"{side}_signed_at", None)
            setattr(self, f"{side}_signed_by", "")
            setattr(self, f"{side}_signature", None)

    def signed_by_both(self, method: str, now: datetime, file: Any = None) -> bool:
        """Mark the acting side's signature; whether both sides have now signed."""
        return self.mark_signed(set(SIDES) & self.acting_roles, method, now, file)

    def mark_signed(self, sides: Collection[str], method: str, now: datetime, file: Any) -> bool:
        """Those of these sides that have not signed yet; whether both have now."""
        for side in sides:
            if getattr(self, f"{side}_signed_at") is None:
                setattr(self, f"{side}_signed_at", now)
                setattr(self, f"{side}_signed_by", method)
                setattr(self, f"{side}_signature", file)
        return all(getattr(self, f"{side}_signed_at") for side in SIDES)

    def follow_up_by(self, day: date) -> None:
        """To be done until that day ends where who receives the result works."""
        zone = ZoneInfo(self.calendar_of("addressee").zone)
        noon = datetime.combine(day, time(12), zone)  # the same day for readers in any zone
        self.follow_up_until = noon.astimezone(UTC)
