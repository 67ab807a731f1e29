"""Drafts are kept while somebody writes, offered to them again, and gone when it is done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import User
from mentoring.models import Draft
from notifications.sealing import seal, unseal

LIFE = timedelta(days=30)
LONGEST = 500_000  # characters; far beyond what all fields of a form take together


@dataclass(frozen=True, slots=True)
class Begun:
    """What was typed, by the names of its fields, and when last."""

    at: datetime
    fields: Mapping[str, str] = field(repr=False)


def keep(owner: User, address: str, fields: Mapping[str, str], *, now: datetime) -> bool:
    """False if it is longer than anything a form takes: then what was kept before stays."""
    text = json.dumps(dict(fields), ensure_ascii=False)
    if len(text) > LONGEST:
        return False
    sealed = seal(text, about=_about(owner, address))
    Draft.objects.update_or_create(
        owner=owner, address=address, defaults={"sealed": sealed, "updated_at": now}
    )
    return True


def find(owner: User, address: str, *, now: datetime) -> Begun | None:
    draft = Draft.objects.visible_to(owner, now).filter(address=address).first()
    text = unseal(bytes(draft.sealed), about=_about(owner, address)) if draft else None
    return Begun(draft.updated_at, json.loads(text)) if draft and text is not None else None


def forget(owner: User, address: str, *, now: datetime) -> None:
    Draft.objects.visible_to(owner, now).filter(address=address).delete()


def forget_old(now: datetime) -> None:
    Draft.objects.filter(updated_at__lt=now - LIFE).delete()


def _about(owner: User, address: str) -> str:
    return f"{owner.uid} {address}"
