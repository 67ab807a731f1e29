"""What a channel is: who can be reached by it, what it may carry, and a line to send over."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifications.models import Delivery
from notifications.recipient import Recipient


@dataclass(frozen=True, slots=True)
class Copy:
    """What is handed to a channel; the same on every attempt but for `tried_at`.

    `date` is when it was rendered; `secrets` sign it where the channel signs.
    """

    address: str
    name: str
    message_id: str
    date: datetime
    subject: str
    text: str
    html: str
    calendar: str = ""
    tried_at: datetime | None = None
    secrets: tuple[str, ...] = ()


class Line(Protocol):
    """An open way to the outside, used for one batch by one thread."""

    def ready(self) -> None:
        """Connect if necessary. Raises ChannelDown, and then nothing was sent."""

    def send(self, copy: Copy) -> None:
        """Returns once the copy was taken over. Raises DeliveryError otherwise."""


class Channel(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def max_disclosure(self) -> str:
        """The most confidential class it may carry."""

    def address(self, recipient: Recipient) -> str:
        """Where this person is reached; empty if not by this channel."""

    def goes_to(self, copy: Delivery) -> str:
        """Where this copy goes; empty if nowhere any more."""

    def line(self) -> AbstractContextManager[Line]: ...
