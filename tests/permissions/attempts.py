"""Everything somebody can attempt: looks, forms sent as somebody would, bodies of the API, files.

What comes back is kept with whatever it leads on to, without what differs from one answer to the
next, and undone at once.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import resolve, reverse

from mentoring.models import Person, Practitioner
from tests.crawl import hostile
from tests.crawl.markup import Form, Page
from tests.permissions.addresses import Address
from tests.permissions.visitors import JSON, Visitor, said
from tests.permissions.world import World
from tests.transactions import around
from workflows.registry import machines

UID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")
TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|\+00:00)")
# What these show is made anew each time: secrets, codes, the moment of printing.
MADE_ANEW = {"account_second_factor", "account_tokens"} | {
    *("portal:print_slips", "portal:programs", "portal:program"),
}
PACKED = {b"application/pdf", b"application/zip"}
# When the case has its session, and when everybody proposes to meet.
DAY, HOUR = hostile.DATES["date"], hostile.DATES["time"]
Said = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is sent where; nothing if it is looked at."""

    url: str
    data: str | bytes | None = None
    kind: str = ""

    def __str__(self) -> str:
        return f"{'GET' if self.data is None else 'POST'} {self.url}"


def answered(visitor: Visitor, attempt: Attempt) -> Said:
    signed_in = visitor.client.cookies.copy()
    with around():
        answer = _ask(visitor, attempt)
        heard = [_plain(answer, attempt.url)]
        if answer.status_code in {302, 303}:
            then = urljoin(attempt.url, answer["Location"])
            if not urlsplit(then).netloc:
                heard.append(_plain(visitor.client.get(then), then))
        transaction.set_rollback(True)
    visitor.client.cookies = signed_in
    return tuple(heard)


def _ask(visitor: Visitor, attempt: Attempt) -> Any:
    headers = {"Authorization": f"Bearer {visitor.secret}"} if visitor.secret else {}
    if attempt.data is None:
        return visitor.client.get(attempt.url, headers=headers)
    given = {"data": attempt.data, "content_type": attempt.kind, "headers": headers}
    return visitor.client.generic("POST", attempt.url, **given)


def _plain(answer: Any, url: str) -> Said:
    status, headers, cookies, body = said(answer, url)
    told = {name: UID.sub(b"", value) for name, value in headers.items()}
    # Presence is noted by the real time, and the session's cookie sent again then.
    cookies = [each for each in cookies if each[0] != settings.SESSION_COOKIE_NAME]
    kind = told.get("Content-Type", b"")
    if kind in PACKED or resolve(urlsplit(url).path).view_name in MADE_ANEW:
        return status, kind, cookies
    return status, told, cookies, TIME.sub(b"", UID.sub(b"", body))


def at(visitor: Visitor, address: Address) -> Iterator[Attempt]:
    """A look, an empty body, a sensible one, and each form that is shown there."""
    look = Attempt(address.url)
    yield look
    yield Attempt(address.url, JSON["data"], JSON["content_type"])
    if address.url.startswith("/api/"):
        if address.change:
            yield Attempt(address.url, json.dumps(_body(address)), JSON["content_type"])
        return
    signed_in = visitor.client.cookies.copy()
    answer = visitor.client.get(address.url)
    visitor.client.cookies = signed_in
    if answer.get("Content-Type", "").startswith("text/html") and answer.status_code == 200:
        for form in Page(answer.content.decode()).forms:
            yield from _sent(urljoin(address.url, form.action), form)


def _sent(url: str, form: Form) -> Iterator[Attempt]:
    if form.method == "post":
        for name, value in form.buttons or [("", "")]:
            data = {**hostile.sane(form), **({name: [value]} if name else {})}
            flat = {key: held if len(held) > 1 else held[0] for key, held in data.items()}
            yield Attempt(url, encode_multipart(BOUNDARY, flat), MULTIPART_CONTENT)


def _body(address: Address) -> dict[str, Any]:
    """What a transition of the API asks for, as somebody would fill it in."""
    declared = machines()[address.route.resource].transitions()[address.change]
    return {name: sensible(name, field) for name, field in declared.inputs.items()}


def sensible(name: str, field: forms.Field) -> Any:
    """What somebody who means well would give."""
    if isinstance(field, forms.UUIDField):
        chosen = Practitioner if name == "practitioner" else Person
        return str(chosen._base_manager.order_by("pk").values_list("uid", flat=True)[0])
    if isinstance(field, forms.ChoiceField):
        return next(str(value) for value, _label in field.choices if value)
    if isinstance(field, forms.DateTimeField):
        return f"{DAY}T{HOUR}:00+07:00"
    if isinstance(field, forms.DateField):
        return DAY
    if isinstance(field, forms.IntegerField):
        return field.min_value or 1
    return isinstance(field, forms.BooleanField) or "Contoh"


def files(world: World, client: Person) -> Iterator[tuple[str, Attempt]]:
    """Lists with the client in them, by whoever sends lists in."""
    own = world.programmes["own"]
    person = f"{client.nip};{client.name};PNS;{client.unit.name};;peserta"
    roster = f"nip;nama;jenis;unit;email;peran\n{person}\n"
    moves = f"pegawai;tmt;nomor_sk;unit\n{client.nip};2026-06-10;SK 1;{client.unit.name}\n"
    rotations = reverse("portal:rotations", args=[own.organisation.uid])
    for url, content, more in (
        (reverse("portal:rosters"), roster, {"programme": str(own.uid)}),
        (rotations, moves, {"do": "preview"}),
    ):
        data = {**more, "file": SimpleUploadedFile("daftar.csv", content.encode())}
        body = encode_multipart(BOUNDARY, data)
        yield "coordinator", Attempt(url, body, MULTIPART_CONTENT)
