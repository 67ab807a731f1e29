"""What the transitions of a correction may set on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

UNIT_HEAD = "unit_head"


class CorrectionFields:
    """Named here, stored by the model, which also looks up what the guards ask for."""

    person: Any
    person_id: Any
    superior: Any
    superior_id: Any
    right_superior: Any
    valid_from: Any
    refused_reason: Any

    def named_superior(self, text: str) -> Any:
        """The person of the organisation whose uid this is; None if there is none."""
        raise NotImplementedError

    def line_bars(self, day: date, *, ending: bool) -> bool:
        """Whether a reporting line on record stands in the way of a change on that day."""
        raise NotImplementedError

    def has_line(self, day: date) -> bool:
        """Whether a direct superior is on record for that day."""
        raise NotImplementedError

    def is_over(self, superior: Any, day: date) -> bool:
        """Whether the person whose superior is sought is above this one."""
        raise NotImplementedError

    def name_superior(self, data: Mapping[str, Any]) -> None:
        self.valid_from = data["valid_from"]
        if data["superior"] != UNIT_HEAD:
            self.right_superior = self.named_superior(data["superior"])
