"""Who signs in with an employee number; accounts asks by settings.ACCOUNTS_FINDERS."""

from accounts.models import User
from mentoring.nip import InvalidNip, Nip


def by_nip(login: str) -> list[User]:
    try:
        number = Nip.parse(login)
    except InvalidNip:
        return []
    return list(User.objects.filter(person__nip=number.digits))
