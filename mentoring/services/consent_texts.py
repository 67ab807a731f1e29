"""Texts of the consent: the shipped one, and an agency's own in its place."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from mentoring.models import ConsentText, JournalEntry, Organisation
from mentoring.services import counselling_offices, journal
from workflows.actors import Actor

LANGUAGES = ("text_en", "text_id")


def load(path: Path, now: datetime) -> bool:
    """Store the shipped text as a new version if it has changed."""
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    texts = {name: _unwrapped(str(given[name])) for name in LANGUAGES}
    return _followed(None, texts, now) is not None


@transaction.atomic
def publish(
    organisation: Organisation, text_id: str, text_en: str, *, by: Actor, now: datetime
) -> ConsentText | None:
    """The agency's own text, in force from now on; whoever agreed to an older one has done so.

    None if nothing has changed. NotPermitted unless `by` is a counselling coordinator there.
    """
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    counselling_offices.served_by(organisation, by, now)
    # A form sends its own line ends; they are no change.
    texts = {"text_id": _plain(text_id), "text_en": _plain(text_en)}
    made = _followed(organisation, texts, now)
    if made is not None:
        what = JournalEntry.What.CONSENT_PUBLISHED
        journal.enter(organisation, what, about=str(made.uid), by=by, now=now, number=made.number)
    return made


def _unwrapped(text: str) -> str:
    """A paragraph in a line, however the file breaks it."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def _plain(text: str) -> str:
    return "\n".join(text.splitlines()).strip()


def _followed(
    organisation: Organisation | None, texts: dict[str, str], now: datetime
) -> ConsentText | None:
    """The new version, if there is one."""
    rows: Any = ConsentText.objects.filter(organisation=organisation)
    last = rows.order_by("-number").first()
    if last is not None and all(getattr(last, name) == text for name, text in texts.items()):
        return None
    number = last.number + 1 if last else 1
    return ConsentText.objects.create(
        organisation=organisation, number=number, created_at=now, **texts
    )
