"""Where the domain joins in when what somebody may do is changed here.

Listeners are called in the transaction of the change, so that what they write stands with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from accounts.models import User

RIGHTS_CHANGED: Final = "rights_changed"
GROUP_CHANGED: Final = "group_changed"
TOKEN_ISSUED: Final = "token_issued"  # noqa: S105 a code
TOKEN_REVOKED: Final = "token_revoked"  # noqa: S105 a code


@dataclass(frozen=True, slots=True)
class RightsChange:
    """`user` is whose rights they are, None for a group's; `by` is None if a command acted.

    `about` is a uid or a code, `facts` plain JSON.
    """

    what: str
    about: str
    facts: Mapping[str, Any]
    user: "User | None"
    by: "User | None"
    at: datetime


Listener = Callable[[RightsChange], object]
_listeners: list[Listener] = []


def rights_listener(function: Listener) -> Listener:
    _listeners.append(function)
    return function


def tell(change: RightsChange) -> None:
    """Within a transaction."""
    for listener in _listeners:
        listener(change)
