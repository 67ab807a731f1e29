"""Signed webhooks: ids, codes and times posted to a program that an organisation has named."""

import http.client
import socket
from contextlib import closing, suppress
from threading import Timer
from typing import Self
from urllib.parse import urlsplit

from notifications import signing
from notifications.channels import outward
from notifications.channels.protocol import Copy
from notifications.errors import DeliveryError
from notifications.kinds import Disclosure
from notifications.models import Delivery
from notifications.recipient import Recipient

PATIENCE = 5.0  # seconds for each step of the conversation
LONGEST = 10.0  # seconds for all of it, however slowly it answers
GONE = 410
AGENT = "Bimbing-Webhook/1"


class WebhookLine:
    """A connection of its own for each post: endpoints are few and differ."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ready(self) -> None:
        """An endpoint that does not answer is that endpoint's trouble, not the channel's."""

    def send(self, copy: Copy) -> None:
        status = _posted(copy)
        if not 200 <= status < 300:
            raise DeliveryError(f"http_{status}", permanent=status == GONE)


def _posted(copy: Copy) -> int:
    """The status answered; redirections are not followed, and what is answered is not read."""
    url = urlsplit(copy.address)
    body = copy.text.encode()
    at = int((copy.tried_at or copy.date).timestamp())
    headers = {
        **signing.headers(copy.secrets, message_key(copy.message_id), at, body),
        "content-type": "application/json",
        "user-agent": AGENT,
    }
    path = f"{url.path or '/'}{'?' + url.query if url.query else ''}"
    with closing(outward.connection(url, PATIENCE)) as line:
        _connect(line)
        watch = Timer(LONGEST, _cut, [line.sock])
        watch.start()
        try:
            line.request("POST", path, body, headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            # It may have been taken; the receiver tells copies apart by the id.
            raise DeliveryError(
                "no_answer",
                type(error).__name__,
                outcome_unknown=True,
                line_lost=isinstance(error, TimeoutError),
            ) from error
        finally:
            watch.cancel()


def _connect(line: http.client.HTTPConnection) -> None:
    try:
        line.connect()
    except OSError as error:
        slow = isinstance(error, TimeoutError)
        raise DeliveryError("no_connection", type(error).__name__, line_lost=slow) from error


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def message_key(message_id: str) -> str:
    """What the receiver knows a message by: the same on every attempt."""
    return f"msg_{message_id[1:33]}"


class WebhookChannel:
    name = "webhook"
    max_disclosure = Disclosure.A

    def address(self, recipient: Recipient) -> str:
        """People are not reached by it."""
        return ""

    def goes_to(self, copy: Delivery) -> str:
        endpoint = copy.endpoint
        return endpoint.url if endpoint and not endpoint.off_at else ""

    def line(self) -> WebhookLine:
        return WebhookLine()
