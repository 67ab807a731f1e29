"""How a person wishes to be told: by topic, not at certain hours, on one day, so many mails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Any


class How(StrEnum):
    """In what manner a topic's mails come; none of these: as the product does it."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Wishes:
    """`quiet` is from–until by the person's own clock, also over midnight; `digest` a weekday from
    0 (Monday) on; `budget` the most mails a day before others join the mail of the day."""

    topics: Mapping[str, How] = field(default_factory=dict)
    quiet: tuple[time, time] | None = None
    digest: int | None = None
    budget: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "topics": {topic: str(how) for topic, how in self.topics.items()},
            "quiet": [each.isoformat("minutes") for each in self.quiet or ()],
            "digest": self.digest,
            "budget": self.budget,
        }


def read(stored: Any) -> Wishes:
    """What `as_json` wrote; nobody's wishes are none."""
    if not stored:
        return Wishes()
    quiet = [time.fromisoformat(each) for each in stored["quiet"]]
    return Wishes(
        topics={topic: How(how) for topic, how in stored["topics"].items()},
        quiet=(quiet[0], quiet[1]) if quiet else None,
        digest=stored["digest"],
        budget=stored["budget"],
    )
