"""The channels there are, by name."""

from notifications.channels.email import EmailChannel
from notifications.channels.protocol import Channel
from notifications.channels.room import RoomChannel
from notifications.channels.webhook import WebhookChannel
from notifications.errors import AlreadyRegistered, UnknownChannel

_CHANNELS: dict[str, Channel] = {
    EmailChannel.name: EmailChannel(),
    WebhookChannel.name: WebhookChannel(),
    RoomChannel.name: RoomChannel(),
}


def register(channel: Channel) -> None:
    if channel.name in _CHANNELS:
        raise AlreadyRegistered(channel.name)
    _CHANNELS[channel.name] = channel


def get(name: str) -> Channel:
    try:
        return _CHANNELS[name]
    except KeyError:
        raise UnknownChannel(name) from None


def registered() -> tuple[Channel, ...]:
    return tuple(_CHANNELS.values())
