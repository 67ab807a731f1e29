"""Heads of chains, written down outside the database where its owner cannot rewrite them.

A file holds the heads that have moved since the one before, names that one by its digest and is
signed with Ed25519, so that whoever knows the public key needs nothing else to check it.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAME = "anchor-{:06}.jsonl"
SIGNATURE = '{"signature": "'


class Unsound(Exception):
    """A file that is not as it was written; its text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain had come: its newest entry's number and MAC.

    `chain` is a digest of its kind and uid, so that a file tells nobody what there is.
    """

    chain: str
    number: int
    mac: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """One file, read and found sound; `at` in UTC, `digest` the SHA-256 of the whole file."""

    number: int
    at: datetime
    previous: str
    key: str
    digest: str
    heads: tuple[Head, ...]


def chain_of(kind: str, uid: Any) -> str:
    return hashlib.sha256(f"{kind}:{uid}".encode()).hexdigest()[:32]


def public_key(secret: bytes) -> str:
    """What the auditor keeps: 32 bytes of Ed25519 as base64."""
    return base64.b64encode(_private(secret).public_key().public_bytes_raw()).decode()


def write(
    folder: Path,
    number: int,
    heads: Iterable[Head],
    *,
    previous: str,
    at: datetime,
    key: tuple[str, bytes],
) -> Path:
    """Write the file of this number, wholly or not at all; FileExistsError if there is one."""
    key_id, secret = key
    listed = sorted(heads, key=lambda head: head.chain)
    head = {
        "anchor": number,
        "at": at.astimezone(UTC).isoformat(),
        "previous": previous,
        "key": key_id,
        "heads": len(listed),
    }
    lines = [json.dumps(head), *(f"{each.chain} {each.number} {each.mac}" for each in listed)]
    body = "".join(f"{line}\n" for line in lines).encode()
    last = f'{SIGNATURE}{sign(body, secret)}"}}\n'
    return _settle(folder / NAME.format(number), body + last.encode())


def sign(content: bytes, secret: bytes) -> str:
    """Ed25519 as base64."""
    return base64.b64encode(_private(secret).sign(content)).decode()


def read(path: Path, public: Mapping[str, str]) -> Anchor:
    """The file, its signature checked by the public key of that id; Unsound if anything is off."""
    whole = path.read_bytes()
    at, mark = whole.rfind(SIGNATURE.encode()), path.name
    if at < 0:
        raise Unsound(f"{mark} carries no signature")
    body, last = whole[:at], whole[at:]
    try:
        said = json.loads(body.split(b"\n", 1)[0])
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public[said["key"]]))
        key.verify(base64.b64decode(json.loads(last)["signature"]), body)
        heads = tuple(_heads(body.decode().splitlines()[1:]))
        moment = datetime.fromisoformat(said["at"])
    except (InvalidSignature, KeyError, ValueError) as error:
        raise Unsound(f"{mark} is not as it was signed") from error
    if len(heads) != said["heads"] or mark != NAME.format(said["anchor"]):
        raise Unsound(f"{mark} is not what it says it is")
    digest = hashlib.sha256(whole).hexdigest()
    return Anchor(said["anchor"], moment, said["previous"], said["key"], digest, heads)


def read_all(folder: Path, public: Mapping[str, str]) -> tuple[list[Anchor], list[str]]:
    """Every file in order, and what is wrong with them or between them."""
    found: list[Anchor] = []
    wrong: list[str] = []
    for path in sorted(folder.glob("anchor-*.jsonl")):
        try:
            found.append(read(path, public))
        except Unsound as error:
            wrong.append(str(error))
    expected, previous = 1, ""
    for anchor in found:
        if anchor.number != expected or anchor.previous != previous:
            wrong.append(f"{NAME.format(anchor.number)} does not follow on the one before")
        expected, previous = anchor.number + 1, anchor.digest
    return found, wrong


def latest(found: Sequence[Anchor]) -> dict[str, Head]:
    """By chain how far it had come when it was last written down."""
    return {head.chain: head for anchor in found for head in anchor.heads}


def _heads(lines: Iterable[str]) -> Iterator[Head]:
    for line in lines:
        chain, number, mac = line.split(" ")
        yield Head(chain, int(number), mac)


def _private(secret: bytes) -> Ed25519PrivateKey:
    seed = hashlib.sha256(b"bimbing: anchors\0" + secret).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _settle(path: Path, content: bytes) -> Path:
    """Visible under its name only once every byte is on the disk; never in place of another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path
