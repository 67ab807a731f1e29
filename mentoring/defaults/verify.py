"""Check a bundle of evidence: `python3 verify.py [FOLDER] [--key BASE64]`, Python 3.9 or newer.

Signatures are checked with the package `cryptography` or the program `openssl`, whichever is here.
`--key` is the public key you were given beforehand; without it the one in the manifest is taken on
trust. Exit code 0: everything holds; 1: something does not; 2: signatures could not be checked.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

PREFIX = bytes.fromhex("302a300506032b6570032100")  # how Ed25519 keys begin in DER
CHAINED = ("records.jsonl", "accesses.jsonl", "journal.jsonl")
SIGNATURE = b'{"signature": "'


def genuine(content: bytes, signature: bytes, key: str) -> bool | None:
    """None if nothing on this machine can tell."""
    raw = base64.b64decode(key)
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 may be missing
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 as well
            Ed25519PublicKey,
        )
    except ImportError:
        return by_openssl(content, signature, raw)
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, content)
    except InvalidSignature:
        return False
    return True


def by_openssl(content: bytes, signature: bytes, raw: bytes) -> bool | None:
    pem = base64.encodebytes(PREFIX + raw).decode()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "key").write_text(f"-----BEGIN PUBLIC KEY-----\n{pem}-----END PUBLIC KEY-----\n")
        (folder / "content").write_bytes(content)
        (folder / "signature").write_bytes(signature)
        asked = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin"]
        asked += ["-in", "content", "-sigfile", "signature"]
        try:
            done = subprocess.run(asked, cwd=folder, capture_output=True, check=False)  # noqa: S603 our own words
        except FileNotFoundError:
            return None
        if b"rawin" in done.stderr:
            return None
        return done.returncode == 0


class Check:
    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        self.wrong: list[str] = []
        self.unchecked = False
        self.manifest = json.loads((folder / "manifest.json").read_bytes())
        self.keys = dict(self.manifest["keys"])
        if key:
            self.keys[self.manifest["key"]] = key

    def signed(self, what: str, content: bytes, signature: str, key_id: str) -> None:
        key = self.keys.get(key_id)
        found = genuine(content, base64.b64decode(signature), key) if key else False
        self.unchecked = self.unchecked or found is None
        if found is False:
            self.wrong.append(f"{what}: the signature does not fit")

    def everything(self) -> None:
        content = (self.folder / "manifest.json").read_bytes()
        signature = (self.folder / "manifest.sig").read_text()
        self.signed("manifest.json", content, signature, self.manifest["key"])
        for name, digest in self.manifest["files"].items():
            path = self.folder / name
            if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                self.wrong.append(f"{name}: is not the file that was packed")
        self.chains(self.anchored())

    def anchored(self) -> dict[str, dict[int, str]]:
        """By chain the MACs that were written down, by number; each file follows on the last."""
        heads: dict[str, dict[int, str]] = defaultdict(dict)
        previous = ""
        for path in sorted((self.folder / "anchors").glob("anchor-*.jsonl")):
            whole = path.read_bytes()
            at = whole.rfind(SIGNATURE)
            body, last = whole[:at], whole[at:]
            said, *lines = body.decode().splitlines()
            head = json.loads(said)
            self.signed(path.name, body, json.loads(last)["signature"], head["key"])
            if head["previous"] != previous:
                self.wrong.append(f"{path.name}: does not follow on the file before")
            previous = hashlib.sha256(whole).hexdigest()
            for line in lines:
                chain, number, mac = line.split(" ")
                heads[chain][int(number)] = mac
        return heads

    def chains(self, heads: dict[str, dict[int, str]]) -> None:
        for name in CHAINED:
            chains: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for line in (self.folder / name).read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                chains[row["chain"]].append(row)
            for chain, rows in chains.items():
                self.linked(f"{name} {chain}", rows)
                self.holds(f"{name} {chain}", rows, heads.get(chain, {}))

    def linked(self, where: str, rows: list[dict[str, Any]]) -> None:
        if rows[0]["number"] == 1 and rows[0]["previous"]:
            self.wrong.append(f"{where}: the first entry follows on another")
        for at, later in enumerate(rows[1:]):
            earlier = rows[at]
            if later["number"] != earlier["number"] + 1 or later["previous"] != earlier["mac"]:
                self.wrong.append(f"{where}: is cut before number {later['number']}")

    def holds(self, where: str, rows: list[dict[str, Any]], heads: dict[int, str]) -> None:
        found = {row["number"]: row["mac"] for row in rows}
        for number, mac in heads.items():
            inside = rows[0]["number"] <= number <= rows[-1]["number"]
            if inside and found.get(number) != mac:
                self.wrong.append(f"{where}: number {number} is not what was written down")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).parent))
    parser.add_argument("--key", default="", help="the public key you were given beforehand")
    asked = parser.parse_args()
    check = Check(Path(asked.folder), asked.key)
    check.everything()
    for wrong in check.wrong:
        print(wrong)
    if check.wrong:
        return 1
    if check.unchecked:
        print("Chains and digests hold. Signatures were not checked: no cryptography, no openssl.")
        return 2
    print("Everything holds: signatures, digests, chains and what was written down outside.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
