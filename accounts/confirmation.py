"""A person who is signed in shows once more, by their password, that it is they who act."""

from collections.abc import Mapping
from typing import Any

from accounts.forms import PresentPassword
from accounts.models import User

FIELD = "oldpassword"


def form_for(user: User, data: Mapping[str, Any] | None = None) -> PresentPassword:
    """Valid if the password is theirs; guessing it gets slow. Unbound without data."""
    form = PresentPassword(data)
    form.user = user
    return form


def fault(user: User, password: str) -> str:
    """What is wrong with the password, in the reader's language; empty if nothing is."""
    form = form_for(user, {FIELD: password})
    return "" if form.is_valid() else str(form.errors[FIELD][0])
