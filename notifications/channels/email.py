"""E-mail: one recipient per message, text and HTML, over one reused SMTP connection."""

import re
import unicodedata
from contextlib import suppress
from datetime import datetime
from email.mime.image import MIMEImage
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from smtplib import (
    SMTP,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Any, Self, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from notifications.channels import pictures, ready
from notifications.channels.pictures import Picture
from notifications.channels.protocol import Copy
from notifications.errors import ChannelDown, DeliveryError
from notifications.kinds import Disclosure
from notifications.models import Delivery
from notifications.recipient import Recipient

CLOSING = 421
METHOD = re.compile(r"^METHOD:(REQUEST|CANCEL|PUBLISH)\s*$", re.MULTILINE)
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def one_line(text: str) -> str:
    """Safe as a header: no breaks, no control or invisible characters, no RFC 2047 encoding."""
    if text.isascii() and text.isprintable():
        return " ".join(text.replace("=?", "= ?").split())
    printable = (" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    kept = (c for c in printable if unicodedata.category(c) not in {"Cf", "Cs"})
    return " ".join("".join(kept).replace("=?", "= ?").split())


def calendar_method(calendar: str) -> str:
    """The METHOD an invitation declares; ValueError if it declares none."""
    found = METHOD.search(calendar)
    if found is None:
        raise ValueError("the calendar text has no METHOD")
    return found[1]


def message(copy: Copy) -> EmailMultiAlternatives:
    """The mail itself. Raises DeliveryError for an address that cannot be one."""
    _look_at(copy.address)
    mail: Any = EmailMultiAlternatives(
        subject=one_line(copy.subject),
        body=copy.text,
        to=[formataddr((one_line(copy.name), copy.address))],
        headers=_headers(copy),
    )
    mail.attach_alternative(copy.html, "text/html")
    if copy.calendar:
        mail.attach_alternative(
            copy.calendar, f"text/calendar; method={calendar_method(copy.calendar)}"
        )
    if picture := pictures.within(copy.html):
        mail.mixed_subtype = "related"
        mail.attach(_inline(picture))
    made: EmailMultiAlternatives = mail
    return made


def _inline(picture: Picture) -> MIMEImage:
    part = MIMEImage(picture.content, "png")
    part["Content-ID"] = f"<{picture.cid}>"
    part.add_header("Content-Disposition", "inline", filename="logo.png")
    return part


def plain(copy: Copy) -> bytes | None:
    """The same as it goes over the line, where a ready pattern will do. Raises like `message`."""
    _look_at(copy.address)
    name = one_line(copy.name)
    if copy.calendar or not (name.isascii() and copy.address.isascii()):
        return None
    headers = {
        "Subject": one_line(copy.subject),
        "From": settings.DEFAULT_FROM_EMAIL,
        "To": formataddr((name, copy.address)),
        **_headers(copy),
    }
    parts = [("text/plain", copy.text), ("text/html", copy.html)]
    return ready.content(list(headers.items()), parts, pictures.within(copy.html))


def _look_at(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise DeliveryError("bad_address", permanent=True) from error


def _headers(copy: Copy) -> dict[str, str]:
    return {**HEADERS, "Message-ID": copy.message_id, "Date": _dated(copy.date)}


@lru_cache(maxsize=16)
def _dated(at: datetime) -> str:
    """All of a batch were worded at the same moment."""
    return format_datetime(at)


def _answer(code: int, text: bytes | str) -> DeliveryError:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return DeliveryError(
        f"smtp_{code}", words, permanent=500 <= code < 600, line_lost=code == CLOSING
    )


def fault(error: OSError) -> DeliveryError:
    """What an error during the SMTP conversation means for this mail."""
    match error:
        case SMTPRecipientsRefused():
            code, text = next(iter(error.recipients.values()))
            return _answer(code, text)
        case SMTPNotSupportedError():
            return DeliveryError("smtp_unsupported", str(error), permanent=True)
        case SMTPResponseException() if error.smtp_code > 0:
            return _answer(error.smtp_code, error.smtp_error)
        case _:
            # The server may have taken the mail before the line broke.
            return DeliveryError(
                "connection_lost", type(error).__name__, outcome_unknown=True, line_lost=True
            )


class MailLine:
    """A mail connection, opened when first needed and again after it broke."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._connection.close()

    def ready(self) -> None:
        try:
            self._connection.open()
            if isinstance(self._connection, EmailBackend) and self._connection.connection:
                # A server that is full says so only now; later it would count as an attempt.
                self._connection.connection.ehlo_or_helo_if_needed()
        except OSError as error:
            self.__exit__()
            raise ChannelDown(f"{type(error).__name__}: {error}") from error

    def send(self, copy: Copy) -> None:
        try:
            self._say(copy)
        except OSError as error:
            found = fault(error)
            if found.line_lost:
                self.__exit__()
            raise found from error

    def _say(self, copy: Copy) -> None:
        server = getattr(self._connection, "connection", None)
        content = plain(copy) if isinstance(server, SMTP) else None
        if isinstance(server, SMTP) and content:
            sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
            server.sendmail(sender, [copy.address], content)
        else:
            self._connection.send_messages([message(copy)])


class EmailChannel:
    name = "email"
    max_disclosure = Disclosure.C

    def address(self, recipient: Recipient) -> str:
        return recipient.email

    def goes_to(self, copy: Delivery) -> str:
        return self.address(cast("Recipient", copy.notice.recipient))

    def line(self) -> MailLine:
        return MailLine()
