"""The ways a change can be refused; each carries a reason the person can read."""

from collections.abc import Mapping, Sequence
from typing import Any


class Refused(Exception):
    """A change that was not made. `reason` is translated text; `code` is stable for programs."""

    code = "refused"

    def __init__(self, reason: Any) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


class NotPermitted(Refused):
    """This person may not make this change."""

    code = "not_permitted"


class OutOfOrder(Refused):
    """The change does not follow from the state the subject is in."""

    code = "out_of_order"


class Guarded(Refused):
    """Something that must be true first is not."""

    code = "guarded"


class BeyondCalendar(Guarded):
    """A deadline of the change would lie beyond the years the working calendar covers."""

    code = "outside_calendar"


class InvalidInput(Refused):
    """The values given with the change are wrong; `errors` maps each field to its messages."""

    code = "invalid_input"

    def __init__(self, reason: Any, errors: Mapping[str, Sequence[str]]) -> None:
        super().__init__(reason)
        self.errors = errors


class Conflict(Refused):
    """Somebody else changed the subject first; `fresh` is the subject as it stands now."""

    code = "conflict"

    def __init__(self, reason: Any, fresh: Any = None) -> None:
        super().__init__(reason)
        self.fresh = fresh
