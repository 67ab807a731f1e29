"""Rights given in the support screens, and tokens of programs: each change is in the journal."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Model

from accounts import hooks
from accounts.models import User
from mentoring.models import JournalEntry, Organisation
from mentoring.services import journal
from workflows.actors import Actor, SystemProcess

# Of a post: whose, where, what it makes of them, from when until when.
POST: Final = ("person", "unit", "is_head", "acting", "acting_for", "valid_from", "valid_to")
OPERATOR: Final = SystemProcess("operator")


@hooks.rights_listener
def enter(change: hooks.RightsChange) -> JournalEntry:
    """Where the user belongs; of groups and of who belongs nowhere, the installation's journal."""
    home = Organisation.objects.filter(people__user=change.user).first() if change.user else None
    return journal.enter(
        home,
        journal.What(change.what),
        about=change.about,
        by=change.by or OPERATOR,
        now=change.at,
        **change.facts,
    )


def enter_closed(user: User, *, by: User, now: datetime) -> None:
    """Their account was closed because they were erased."""
    facts = {"is_active": False}
    hooks.tell(hooks.RightsChange(hooks.RIGHTS_CHANGED, str(user.uid), facts, user, by, now))


def enter_row(
    row: Any, names: Iterable[str], what: journal.What, *, by: Actor, now: datetime
) -> JournalEntry:
    """These columns of a row as they stand now; it is an organisation's, or of a person there."""
    person = None if isinstance(row, Organisation) else row.person
    home = person.organisation if person else row
    facts = {name: _plain(getattr(row, name)) for name in names}
    about = str((person or home).uid)
    return journal.enter(home, what, about=about, by=by, now=now, row=row.pk, **facts)


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return str(getattr(value, "uid", None) or getattr(value, "code", value.pk))
    return value.isoformat() if isinstance(value, date) else value
