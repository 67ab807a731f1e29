"""What an examination says: something that is not as promised."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A stable code, the row it is about, and plain words."""

    code: str
    where: str
    what: str
