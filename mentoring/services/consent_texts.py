"""Texts of the consent: the shipped one, and an agency's own in its place."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from mentoring.models import ConsentText, Organisation

LANGUAGES = ("text_en", "text_id")


def load(path: Path, now: datetime) -> bool:
    """Store the shipped text as a new version if it has changed."""
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    return _followed(None, {name: str(given[name]).strip() for name in LANGUAGES}, now)


@transaction.atomic
def publish(organisation: Organisation, text_id: str, text_en: str, *, now: datetime) -> bool:
    """The agency's own text, in force from now on; whoever agreed to an older one has done so."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    return _followed(organisation, {"text_id": text_id.strip(), "text_en": text_en.strip()}, now)


def _followed(organisation: Organisation | None, texts: dict[str, str], now: datetime) -> bool:
    """Whether there is a new version."""
    rows: Any = ConsentText.objects.filter(organisation=organisation)
    last = rows.order_by("-number").first()
    if last is not None and all(getattr(last, name) == text for name, text in texts.items()):
        return False
    number = last.number + 1 if last else 1
    ConsentText.objects.create(organisation=organisation, number=number, created_at=now, **texts)
    return True
