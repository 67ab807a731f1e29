"""Somebody at a browser or a program, over a real line to a real server."""

import http.client
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts import confirming
from accounts.clock import now

CSRF = "a" * 32
PASSWORD = "kuda biru terbang tinggi"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    body: bytes


class Visitor:
    """Signed in by a session that was confirmed today, or by the token of a program."""

    def __init__(self, port: int, user: Any = None, token: str = "") -> None:
        self.port, self.user = port, user
        cookie = f"csrftoken={CSRF}"
        if user is not None and not token:
            cookie += f"; {signed_in(user)}"
        self.headers = {"Cookie": cookie, "X-CSRFToken": CSRF}
        if token:
            self.headers = {"Authorization": f"Bearer {token}"}

    @property
    def name(self) -> str:
        return self.user.username if self.user is not None else "nobody"

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"", "")

    def post(self, path: str, data: Mapping[str, Any]) -> Answer:
        return self._ask("POST", path, urlencode(data, doseq=True).encode(), FORM)

    def post_json(self, path: str, data: dict[str, Any]) -> Answer:
        return self._ask("POST", path, json.dumps(data).encode(), "application/json")

    def post_file(self, path: str, data: dict[str, str], name: str, content: bytes) -> Answer:
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in data.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: text/csv\r\n\r\n")
        body = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={edge}")

    def _ask(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request(method, path, body or None, {**self.headers, "Content-Type": kind})
        answer = line.getresponse()
        found = Answer(answer.status, answer.getheader("Location", ""), answer.read())
        line.close()
        return found


def signed_in(user: Any) -> str:
    client = Client()
    client.force_login(user)
    session = client.session
    confirming.note(session, now=now())
    session.save()
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def with_second_factor(user: Any) -> None:
    TOTP.activate(user, generate_totp_secret())
