"""Names in the facts of a notice, each with whose it is: that is what an erasure goes by."""

from typing import Any, Final

from mentoring.models import Person

UID: Final = "_uid"
EACH: Final = "_each"


def named(key: str, *people: Person | None) -> dict[str, Any]:
    """What they are called now, and beside it who they are: of several each with their name."""
    there = [one for one in people if one is not None]
    said: dict[str, Any] = {key: ", ".join(one.display_name for one in there)}
    if len(there) > 1:
        return said | {f"{key}{EACH}": [[str(one.uid), one.display_name] for one in there]}
    return said | {f"{key}{UID}": str(there[0].uid) if there else ""}
