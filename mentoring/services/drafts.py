"""Drafts are kept while somebody writes, offered to them again, and gone when it is done.

They lie under the keys of SEALING_KEYS. Those that an earlier release has sealed under SECRET_KEY
are still opened, and gone after `LIFE`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from mentoring.models import Draft
from mentoring.sealing import drafts as sealing
from mentoring.sealing import keys
from notifications.sealing import unseal

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
    kek, sealed = sealing.close(text, _about(owner, address))
    Draft.objects.update_or_create(
        owner=owner, address=address, defaults={"sealed": sealed, "kek": kek, "updated_at": now}
    )
    return True


def find(owner: User, address: str, *, now: datetime) -> Begun | None:
    draft = Draft.objects.visible_to(owner, now).filter(address=address).first()
    text = _opened(draft) if draft else None
    return Begun(draft.updated_at, json.loads(text)) if draft and text is not None else None


def forget(owner: User, address: str, *, now: datetime) -> None:
    Draft.objects.visible_to(owner, now).filter(address=address).delete()


def forget_old(now: datetime) -> None:
    Draft.objects.filter(updated_at__lt=now - LIFE).delete()


def under_others() -> QuerySet[Draft]:
    """Those that are not under the key in use."""
    return Draft.objects.exclude(kek=keys.in_use())


@transaction.atomic
def turn(pk: int) -> None:
    """Seal one under the key in use; what does not open stays as it is, and goes with its age."""
    rows = Draft.objects.select_for_update(of=("self",)).select_related("owner")
    for draft in rows.filter(pk=pk):
        if (text := _opened(draft)) is not None:
            draft.kek, draft.sealed = sealing.close(text, _about(draft.owner, draft.address))
            draft.save(update_fields=["kek", "sealed"])


def _opened(draft: Draft) -> str | None:
    sealed, about = bytes(draft.sealed), _about(draft.owner, draft.address)
    found = sealing.open_again(sealed, draft.kek, about) if draft.kek else None
    return unseal(sealed, about=about) if found is None else found


def _about(owner: User, address: str) -> str:
    return f"{owner.uid} {address}"
