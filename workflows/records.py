"""Records as a chain: each carries an HMAC over itself and the one before it."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from workflows import macs
from workflows.models import Record, RecordText

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(at: datetime) -> int:
    """Microseconds since 1970 in UTC, exact on every database."""
    delta = at - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def text_digest(salt: str, content: Mapping[str, str]) -> str:
    return hashlib.sha256(f"{salt}:{macs.canonical(content)}".encode()).hexdigest()


def text_row(record: Record, content: Mapping[str, str]) -> RecordText:
    """The free text of a record, whose digest is put on the record."""
    salt = secrets.token_hex(16)
    record.text_digest = text_digest(salt, content)
    return RecordText(record=record, salt=salt, content=dict(content))


def seal(record: Record, actor_uid: str) -> None:
    """Put the key id and the MAC on a record that is otherwise complete."""
    record.key_id = macs.key_in_use()
    record.mac = mac_of(record, actor_uid)


def actor_uid(actor: AbstractBaseUser | None) -> str:
    return str(getattr(actor, "uid", "")) if actor is not None else ""


def mac_of(record: Record, actor: str) -> str:
    """The MAC a record ought to carry; a KeyError means its key is no longer known.

    It covers uids, codes and times, never a database id, so it survives a dump and restore.
    """
    content = [
        record.subject_kind,
        str(record.subject_uid),
        record.version,
        record.transition,
        record.from_state,
        record.to_state,
        actor,
        record.process,
        microseconds(record.at),
        record.reason,
        record.facts,
        record.text_digest,
        record.told,
        record.machine_hash,
        record.key_id,
        record.previous,
    ]
    return macs.mac(content, record.key_id)


def actor_uids(ids: set[int]) -> dict[int, str]:
    users = get_user_model()._default_manager.filter(pk__in=ids)
    return {user.pk: actor_uid(user) for user in users}
