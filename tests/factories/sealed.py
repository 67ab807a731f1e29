"""A case key with sealed notes, written by whoever is given."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from mentoring.models import CaseKey, SealedNote
from mentoring.sealing import notes
from tests.factories.cast import MONDAY


def user(name: str = "konselor") -> User:
    return User.objects.create_user(name, f"{name}@example.go.id")


def case_key() -> CaseKey:
    return notes.new_key(MONDAY)


def sealed(
    key: CaseKey, texts: Sequence[str], author: User, field: str = "summary"
) -> list[SealedNote]:
    """Stored notes of one case, as an act of its author's would store them."""
    with transaction.atomic():
        found = [notes.sealed(key, field, text, author=author, at=MONDAY) for text in texts]
        return SealedNote.objects.bulk_create(found)
