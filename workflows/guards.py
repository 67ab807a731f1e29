"""A guard: a condition on a change that can say why it does not hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Condition = Callable[..., bool]


@dataclass(frozen=True, slots=True)
class Guard:
    """`condition(subject, data=, now=)`; `reason` is shown when it is false."""

    condition: Condition
    reason: Any

    @property
    def name(self) -> str:
        return self.condition.__name__

    def holds(self, subject: Any, *, data: Mapping[str, Any], now: datetime) -> bool:
        return self.condition(subject, data=data, now=now)


def guard(reason: Any) -> Callable[[Condition], Guard]:
    """Make a condition a guard. It may read the database in a fixed number of statements."""

    def wrap(condition: Condition) -> Guard:
        return Guard(condition, reason)

    return wrap
