"""Changes of the rules are entered into the journal, in the transaction that makes them."""

from datetime import datetime
from typing import Any

from accounts.models import User
from mentoring.models import JournalEntry, Organisation
from mentoring.queries import journal
from workflows import macs
from workflows.actors import Actor, SystemProcess
from workflows.models import EngineState

What = JournalEntry.What


def enter(
    organisation: Organisation | None,
    what: What,
    *,
    about: str,
    by: Actor,
    now: datetime,
    **facts: Any,
) -> JournalEntry:
    """The next entry of an organisation's journal, or of the installation's without one.

    Whoever else writes into it waits until this transaction ends. `facts` must be plain JSON.
    """
    scope = journal.scope_of(organisation)
    _lock(organisation)
    last = JournalEntry.objects.filter(scope=scope).order_by("-number").first()
    process = by.name if isinstance(by, SystemProcess) else ""
    entry = JournalEntry(
        scope=scope,
        number=last.number + 1 if last else 1,
        at=now,
        actor=by if isinstance(by, User) else None,
        process=process,
        what=what,
        about=about,
        facts=facts,
        key_id=macs.key_in_use(),
        previous=last.mac if last else "",
    )
    entry.mac = journal.mac_of(entry)
    entry.save(force_insert=True)
    return entry


def _lock(organisation: Organisation | None) -> None:
    if organisation is None:
        EngineState.objects.get_or_create(pk=1)
        list(EngineState.objects.select_for_update().filter(pk=1))
    else:
        list(Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation.pk))
