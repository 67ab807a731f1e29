"""How much there is time for: all of it, or in a short crawl a few of each kind and some by lot."""

import os
import random
from collections import Counter
from collections.abc import Hashable
from urllib.parse import parse_qsl, urlsplit

from tests.crawl.place import route, step

SHORT = 1
ROUNDS = int(os.environ.get("CRAWL_ROUNDS", SHORT))
WHOLE = ROUNDS > SHORT
# One in so many of what others have done already; of the lesser ways to send a form.
SELDOM, OFTEN = 20, 4
# In a short crawl: so many pages of an address does each actor open (of all others one), and
# whatever nobody has opened yet.
LOOKS = {
    "portal:relationship": 8,
    "portal:session": 6,
    "portal:incident": 3,
}


class Pace:
    """What one actor still has time for; `looks` is what all have opened."""

    def __init__(self, looks: set[tuple[str, ...]], chance: random.Random) -> None:
        self._of_all, self._chance = looks, chance
        self._looks: Counter[Hashable] = Counter()

    def allows_look(self, url: str) -> bool:
        parts = urlsplit(url)
        asked = tuple(sorted({name for name, _ in parse_qsl(parts.query)}))
        self._looks[parts.path, asked] += 1
        self._looks[route(url)] += 1
        keys = {(route(url), step(url), name) for name in asked or ("",)}
        new = keys - self._of_all
        self._of_all |= keys
        if WHOLE:
            return not asked or self._looks[parts.path, asked] == 1
        if asked and route(url).startswith("admin:"):
            return bool(new) and self.draws(OFTEN)
        return bool(new) or self._looks[route(url)] <= LOOKS.get(route(url), 1)

    def allows_form(self, url: str, *, sent: bool) -> bool:
        """Forms of the support screens are all alike: some of them."""
        if sent:
            return self.draws(SELDOM)
        return not route(url).startswith("admin:") or self.draws(OFTEN)

    def draws(self, one_in: int) -> bool:
        """Whether something is done that is one among so many in a short crawl."""
        return WHOLE or self._chance.randrange(one_in) == 0
