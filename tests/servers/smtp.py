"""A real SMTP conversation on loopback: a server that collects mails, or misbehaves on request."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.ports import free_port

Mode = Literal["ok", "4xx", "5xx", "vanish"]


@dataclass
class Postbox:
    """What arrived. `mode` "vanish" keeps a mail and cuts the line before saying so."""

    host: str
    port: int
    mode: Mode = "ok"
    refuse_recipients: set[str] = field(default_factory=set)
    messages: list[EmailMessage] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(  # noqa: N802 aiosmtpd finds it by this name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse_recipients:
            return "550 5.1.1 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.mode == "4xx":
            return "451 4.3.0 try again later"
        if self.mode == "5xx":
            return "554 5.7.1 refused"
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        message = message_from_bytes(raw, policy=policy.default)
        message["X-RcptTo"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        if self.mode == "vanish" and server.transport is not None:
            server.transport.abort()
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.messages if address in str(mail["X-RcptTo"])]


@pytest.fixture
def smtp_server() -> Iterator[Postbox]:
    """A server on `.host`/`.port`; `.messages` are parsed, `.mode` is ok, 4xx, 5xx or vanish."""
    postbox = Postbox("127.0.0.1", free_port())
    controller = Controller(postbox, hostname=postbox.host, port=postbox.port)
    controller.start()
    yield postbox
    controller.stop()


@pytest.fixture
def smtp_settings(smtp_server: Postbox, settings: object) -> Postbox:
    """Django's own mail settings pointed at `smtp_server`, for code run in this process."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST = smtp_server.host  # type: ignore[attr-defined]
    settings.EMAIL_PORT = smtp_server.port  # type: ignore[attr-defined]
    return smtp_server
