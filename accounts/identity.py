"""Who is meant by what somebody types: an e-mail address, a user name, or what a finder knows."""

import re
import unicodedata

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from accounts.models import User

LONGEST_LOGIN = 254
_SEPARATED_DIGITS = re.compile(r"[\d\s.\-]+")
_SEPARATORS = re.compile(r"[\s.\-]")


def canonical(login: str) -> str:
    """One form for everything that means the same, so that it is counted as one."""
    plain = unicodedata.normalize("NFKC", login[:LONGEST_LOGIN]).strip().casefold()
    return _SEPARATORS.sub("", plain) if _SEPARATED_DIGITS.fullmatch(plain) else plain


def meant(login: str) -> list[User]:
    """The active users that may be meant; several if they share an address."""
    plain = canonical(login)
    if not plain or "\0" in plain:
        return []
    found = User.objects.filter(Q(username__iexact=plain) | Q(email__iexact=plain), is_active=True)
    known = {user.pk: user for user in found if plain in _names(user)}
    for finder in settings.ACCOUNTS_FINDERS:
        known |= {user.pk: user for user in import_string(finder)(plain) if user.is_active}
    return sorted(known.values(), key=lambda user: user.pk)


def only(login: str) -> User | None:
    """The one user meant. A user name wins over addresses; a shared address means nobody."""
    users = meant(login)
    plain = canonical(login)
    named = [user for user in users if canonical(user.username) == plain]
    chosen = named or users
    return chosen[0] if len(chosen) == 1 else None


def _names(user: User) -> set[str]:
    # Databases fold letters more generously than we do.
    return {canonical(user.username), canonical(user.email)}
