"""Words that occur nowhere else, each planted once, and how they are found again in whatever form.

A canary is `kenari` and ten letters. In a database dump it may be written as hexadecimal digits, in
Redis as base64, in an archive or a PDF compressed: it is found in all of them.
"""

import base64
import binascii
import io
import random
import re
import string
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from pypdf import PdfReader
from pypdf.errors import PdfReadError
from reportlab.pdfgen.canvas import Canvas

MARK, LETTERS = "kenari", 10
WORD = re.compile(rf"{MARK}[a-z]{{{LETTERS}}}".encode(), re.IGNORECASE)
HEX = re.compile(rb"6b656e617269(?:[67][0-9a-f]){%d}" % LETTERS, re.IGNORECASE)
RUN = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def _aligned() -> Iterator[bytes]:
    """What base64 makes of the mark wherever it begins, without what its neighbours change."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + MARK.encode())
        yield coded[(0, 2, 3)[before] : (before + len(MARK)) * 4 // 3]


BASE64 = tuple(_aligned())


@dataclass(frozen=True, slots=True)
class Kind:
    """What is planted, and the only places it may be found in.

    `homes` are the columns that hold it in plain; `readers` are parts in the life it belongs to,
    `mailed` whose mails may say it. A name is on pages and in mails of many: `public`.
    """

    name: str
    readers: tuple[str, ...] = ()
    homes: frozenset[str] = frozenset()
    mailed: tuple[str, ...] = ()
    public: bool = False


@dataclass(frozen=True, slots=True)
class Canary:
    """`life` is the username of whose life it was said in."""

    word: str
    kind: Kind
    life: str
    readers: frozenset[str]
    mailed: frozenset[str]


@dataclass
class Flock:
    """Every canary that was let out, by its word; readers are usernames, mailed are addresses."""

    chance: random.Random
    out: dict[str, Canary] = field(default_factory=dict)

    def plant(self, kind: Kind, parts: dict[str, tuple[str, str]]) -> str:
        """A new word of a kind; `parts` are username and address of everybody in this life."""
        word = MARK + "".join(self.chance.choices(string.ascii_lowercase, k=LETTERS))
        readers = frozenset(parts[part][0] for part in kind.readers)
        mailed = frozenset(parts[part][1] for part in kind.mailed)
        life = parts["client"][0] if parts else ""
        self.out[word] = Canary(word, kind, life, readers, mailed)
        return word

    def seen_in(self, data: bytes) -> set[str]:
        return words_in(data) & self.out.keys()


def words_in(data: bytes) -> set[str]:
    """Every canary in these bytes, however it is spelt."""
    found = {word.decode().lower() for part in _layers(data) for word in WORD.findall(part)}
    return found | {bytes.fromhex(one.decode()).decode().lower() for one in HEX.findall(data)}


def _layers(data: bytes) -> Iterator[bytes]:
    yield data
    yield from _decoded(data)
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from _layers(packed.read(name))
    if data[:4] == b"%PDF":
        yield from _written(data)


def _decoded(data: bytes) -> Iterator[bytes]:
    if any(mark in data for mark in BASE64):
        for run in RUN.findall(data):
            if any(mark in run for mark in BASE64):
                plain = run.translate(bytes.maketrans(b"-_", b"+/"))
                for start in range(4):
                    cut = plain[start : len(plain) - (len(plain) - start) % 4]
                    yield base64.b64decode(cut)


def _written(data: bytes) -> Iterator[bytes]:
    """The words of a PDF if it is a sound one, and its streams as they are."""
    with suppress(PdfReadError):
        yield " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).encode()
    for stream in STREAM.findall(data):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            yield stream


def spelt(word: str) -> dict[str, bytes]:
    """A word in every form it must be found in."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.txt", f"… {word} …")
    printed = io.BytesIO()
    canvas = Canvas(printed)
    canvas.drawString(100, 100, word)
    canvas.save()
    coded = {f"base64 at {n}": base64.b64encode(b"x" * n + word.encode() + b"yy") for n in range(3)}
    return {
        "plain": word.upper().encode(),
        "hexadecimal": binascii.hexlify(f"\\x {word}".encode()),
        "an archive": packed.getvalue(),
        "a PDF": printed.getvalue(),
        **coded,
    }
