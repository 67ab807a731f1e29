"""Access records as a chain per case: each carries an HMAC over itself and the one before it."""

import hmac
import json
from datetime import datetime

from django.conf import settings

from accounts.models import User
from mentoring.models import AccessRecord, CaseKey, SealedNote
from mentoring.vocabulary import Purpose
from workflows.records import actor_uid, microseconds


def follow(
    key: CaseKey, note: SealedNote | None, actor: User | None, purpose: Purpose, at: datetime
) -> AccessRecord:
    """The next record of a key that the caller has locked, unsaved; the key has a new head."""
    record = AccessRecord(
        key=key,
        number=key.access_count + 1,
        note=note,
        actor=actor,
        purpose=purpose,
        at=at,
        mac_key=next(iter(settings.RECORD_KEYS)),
        previous=key.access_head,
    )
    record.mac = mac_of(record)
    key.access_head, key.access_count = record.mac, record.number
    return record


def mac_of(record: AccessRecord) -> str:
    """The MAC it ought to carry: over uids, codes and times, so that it survives a restore.

    A KeyError means that its key is no longer known.
    """
    content = [
        str(record.uid),
        str(record.key.uid),
        record.number,
        str(record.note.uid) if record.note else "",
        actor_uid(record.actor),
        str(record.purpose),
        microseconds(record.at),
        record.mac_key,
        record.previous,
    ]
    key = settings.RECORD_KEYS[record.mac_key]
    return hmac.digest(key, json.dumps(content).encode(), "sha256").hex()
