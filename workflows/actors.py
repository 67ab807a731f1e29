"""Who acts: a person who signed in, or a named process of the system."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser


@dataclass(frozen=True, slots=True)
class SystemProcess:
    """A part of the system acting by rule, not by wish: `sweep`, `import`."""

    name: str


SWEEP = SystemProcess("sweep")

Actor = AbstractBaseUser | SystemProcess
