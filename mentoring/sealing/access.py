"""Access records as a chain per case: each carries an HMAC over itself and the one before it."""

from datetime import datetime

from accounts.models import User
from mentoring.models import AccessRecord, CaseKey, SealedNote
from mentoring.vocabulary import Purpose
from workflows import macs
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
        mac_key=macs.key_in_use(),
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
    return macs.mac(content, record.mac_key)
