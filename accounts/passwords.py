"""What a password must be: long, and not what everybody thinks of. Nothing about its letters."""

import re

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

LONGEST = 256
SHORTEST_OWN_PART = 4
# Words that half the office would begin with.
CONTEXT_WORDS = (
    *("bimbing", "bimbingan", "mentoring", "mentor", "coaching", "konseling", "pegawai", "kantor"),
    *("dinas", "badan", "indonesia", "merdeka", "garuda", "pancasila", "nusantara", "jakarta"),
    *("katasandi", "sandi", "rahasia", "bismillah", "sayang", "admin", "password", "qwerty"),
    *("welcome", "selamat", "datang", "login", "masuk", "asdfgh", "zxcvbn"),
)
_WORDS = re.compile("|".join(sorted(CONTEXT_WORDS, key=len, reverse=True)))
_NOT_LETTERS = re.compile(r"[\W\d_]+")


class Argon2(Argon2PasswordHasher):
    """OWASP's parameters: 19 MiB a try. With Django's 100 MiB strangers would fill the memory."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class OwnWordsValidator:
    """Refuses what remains next to nothing without digits, signs and the words of the house."""

    def validate(self, password: str, user: User | None = None) -> None:
        own = _NOT_LETTERS.sub("", _WORDS.sub("", password.casefold()))
        if len(set(own)) < SHORTEST_OWN_PART:
            raise ValidationError(self.get_help_text(), code="password_own_words")

    def get_help_text(self) -> str:
        return _("A number, a date or the words of the office are too easy to guess.")
