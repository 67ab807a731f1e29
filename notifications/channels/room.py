"""A room of the service office, told through Apprise that something waits: not what, nor for whom.

The address is whoever runs this installation's to set, since it is a key to their room.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, Self

from django.conf import settings

from notifications.channels.protocol import Copy
from notifications.errors import ChannelDown, DeliveryError
from notifications.kinds import Disclosure
from notifications.models import Delivery
from notifications.recipient import Recipient

LIBRARY: Final = "apprise"
MISSING: Final = "APPRISE_ADDRESS is set, but Apprise is not installed."
REMEDY: Final = "pip install --require-hashes -r requirements/apprise.txt"


def is_installed() -> bool:
    return find_spec(LIBRARY) is not None


class RoomLine:
    """A conversation of its own for each message, as the service of the address holds it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ready(self) -> None:
        if not is_installed():
            raise ChannelDown(f"{MISSING} {REMEDY}")

    def send(self, copy: Copy) -> None:
        room = _room(copy.address)
        if not room.notify(title=copy.subject, body=copy.text, body_format="text"):
            # Apprise does not say why; the message may be in the room.
            raise DeliveryError("room_not_told", outcome_unknown=True)


def _room(address: str) -> Any:
    room = import_module(LIBRARY).Apprise()
    if not room.add(address):
        raise DeliveryError("room_address", permanent=True)
    return room


class RoomChannel:
    name = "apprise"
    max_disclosure = Disclosure.A

    def address(self, recipient: Recipient) -> str:
        """People are not reached by it."""
        return ""

    def goes_to(self, copy: Delivery) -> str:
        return str(settings.APPRISE_ADDRESS)

    def line(self) -> RoomLine:
        return RoomLine()
