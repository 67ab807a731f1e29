"""The bundle an auditor takes along: chains, anchors, a manifest that is signed, and a verifier.

It can be checked years later without us: `python3 verify.py` in the unpacked folder.
"""

import hashlib
import json
import secrets
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import User
from mentoring.models import JournalEntry, Organisation
from mentoring.queries import anchors, evidence
from mentoring.services import journal
from workflows.anchors import sign

VERIFIER = Path(__file__).resolve().parents[1] / "defaults" / "verify.py"
IN_MEMORY = 5_000_000  # bytes
DAY = timedelta(days=1)


def bundle(
    organisation: Organisation, first: date, last: date, *, by: User, now: datetime
) -> IO[bytes]:
    """A ZIP of what happened from the first day to the last, both included, by the office's clock.

    The caller has decided that `by` may, and closes the file. That it was taken is in the journal.
    """
    zone = ZoneInfo(organisation.calendar.zone)
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(last + DAY, time(), zone)
    with transaction.atomic():
        journal.enter(
            organisation,
            JournalEntry.What.EVIDENCE_TAKEN,
            about=str(by.uid),
            by=by,
            now=now,
            first=first.isoformat(),
            last=last.isoformat(),
        )
    names = evidence.Names(secrets.token_bytes(32))
    found: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 the caller closes it
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as packed:
        digests = {
            "records.jsonl": _lines(
                packed, "records.jsonl", evidence.records(organisation, since, until, names)
            ),
            "accesses.jsonl": _lines(
                packed, "accesses.jsonl", evidence.accesses(organisation, since, until, names)
            ),
            "journal.jsonl": _lines(
                packed, "journal.jsonl", evidence.changes(organisation, since, until)
            ),
            **_anchors(packed),
            "verify.py": _whole(packed, "verify.py", VERIFIER.read_bytes()),
        }
        _manifest(packed, organisation, first, last, digests, now)
    found.seek(0)
    return found


def _lines(packed: zipfile.ZipFile, name: str, rows: Iterable[dict[str, Any]]) -> str:
    digest = hashlib.sha256()
    with packed.open(name, "w") as file:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n"
            digest.update(line)
            file.write(line)
    return digest.hexdigest()


def _whole(packed: zipfile.ZipFile, name: str, content: bytes) -> str:
    packed.writestr(name, content)
    return hashlib.sha256(content).hexdigest()


def _anchors(packed: zipfile.ZipFile) -> dict[str, str]:
    place = anchors.folder()
    if place is None:
        return {}
    found = sorted(place.glob("anchor-*.jsonl"))
    names = {f"anchors/{path.name}": path.read_bytes() for path in found}
    return {name: _whole(packed, name, content) for name, content in names.items()}


def _manifest(
    packed: zipfile.ZipFile,
    organisation: Organisation,
    first: date,
    last: date,
    digests: dict[str, str],
    now: datetime,
) -> None:
    key_id, secret = next(iter(settings.ANCHOR_KEYS.items()))
    said = {
        "organisation": organisation.name,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "made_at": now.isoformat(),
        "key": key_id,
        "keys": anchors.public_keys(),
        "files": digests,
    }
    content = json.dumps(said, indent=1, ensure_ascii=False).encode()
    packed.writestr("manifest.json", content)
    packed.writestr("manifest.sig", sign(content, secret))
