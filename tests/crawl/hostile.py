"""What nobody should send: into texts, choices, dates, hidden fields and files."""

import io
import random
import uuid
import zipfile
from collections.abc import Iterator, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.crawl.markup import TEXTS, Field, Form

SCRIPT = '<script>alert("bimbing")</script>'
IMAGE = "\"'><img src=x onerror=alert(1)>"
RAW = (SCRIPT.encode(), b"<img src=x onerror")
VALUES = (
    SCRIPT,
    IMAGE,
    "'; DROP TABLE mentoring_relationship; --",
    '" OR 1=1 --',
    "%' UNION SELECT password FROM accounts_user --",
    "a\0b",
    "\x01\x08\x1b[2J\x7f\u202e\ufeff",
    "x" * 100_000,
    "-1",
    "99999999999999999999999999",
    "1e309",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59",
    "2026-02-30",
    "25:61",
    "[]",
    '{"$ne": null}',
    "{{ 7|add:7 }}",
    "../../etc/passwd",
    "\N{PILE OF POO}" * 50,
    "   ",
    "None",
    "true",
)
DATES = {"date": "2026-07-20", "datetime-local": "2026-06-24T09:00", "time": "10:00"}


def files() -> list[SimpleUploadedFile]:
    """Nothing, something that only looks like a workbook, and a workbook that is a bomb."""
    return [
        SimpleUploadedFile(f"{SCRIPT}.xlsx", content)
        for content in (b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"\0" * 4096, _bomb())
    ]


def _bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>')
        archive.writestr("xl/workbook.xml", "0" * 30_000_000)
    return held.getvalue()


def sane(form: Form) -> dict[str, list[object]]:
    """What somebody who means well would send."""
    return {
        name: [_file(form) if one.kind == "file" else _sensible(one)]
        for name, one in form.fields.items()
    }


def _file(form: Form) -> SimpleUploadedFile:
    """People for a programme, a move of officials, else days for a calendar."""
    if "programme" in form.fields:
        return SimpleUploadedFile("daftar.csv", b"nip;nama\n")
    if ("do", "preview") in form.buttons:
        return SimpleUploadedFile("mutasi.csv", b"pegawai;tmt;nomor_sk\ncontoh;2026-06-10;SK 1\n")
    days = "date,kind,name,decree\n2026-06-10,regional,Hari Contoh,SK 1/2026\n"
    return SimpleUploadedFile("hari.csv", days.encode())


def _sensible(one: Field) -> object:
    if one.kind == "hidden" or (one.value and one.kind not in TEXTS):
        return one.value
    if one.choices:
        return next(value for value in [*one.choices, ""] if value or len(one.choices) == 1)
    if one.kind == "number":
        return one.least or "14"
    return DATES.get(one.kind, one.value or "Contoh")


def empty(form: Form) -> dict[str, list[object]]:
    """Nothing typed in, nothing chosen; what the page itself carries is sent as it stands."""
    return {
        name: [one.value if one.kind == "hidden" else ""]
        for name, one in form.fields.items()
        if one.kind not in {"radio", "checkbox"}
    }


def hollow(form: Form) -> dict[str, list[object]]:
    """Nothing at all."""
    return {name: [""] for name in form.fields}


def hostile(
    form: Form, chance: random.Random, uids: Sequence[uuid.UUID]
) -> dict[str, list[object]]:
    """Each field something else that is wrong; mostly with what the page carries left alone."""
    tamper = chance.random() < 0.4
    return {name: list(_wrong(one, tamper, chance, uids)) for name, one in form.fields.items()}


def _wrong(
    one: Field, tamper: bool, chance: random.Random, uids: Sequence[uuid.UUID]
) -> Iterator[object]:
    if one.kind == "hidden" and not tamper:
        yield one.value
    elif one.kind == "hidden" and chance.random() < 0.5:
        yield str(chance.choice([*uids, uuid.uuid4()]))
    elif one.kind == "file":
        yield chance.choice(files())
    elif one.choices and chance.random() < 0.5:
        yield chance.choice(one.choices)
        yield chance.choice(VALUES)  # a second answer to a question with one
    else:
        yield chance.choice(VALUES)
