"""Finding the superior who can be told: upwards past those who are away or concerned themselves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mentoring.models import Person
from mentoring.notices.path import Found, Hop, Path, Unroutable, Way
from mentoring.queries.directory import Directory, Post, Presence
from mentoring.vocabulary import PositionLevel

LEVELS = 6


@dataclass(frozen=True, slots=True)
class Climb:
    """A search for the superior of `over` in the name of a role; `barred` are ids of users."""

    role: str
    over: Person
    barred: frozenset[int]
    at: Person
    path: Path = ()
    outcome: Found | Unroutable | None = None
    passed: frozenset[int] = field(default=frozenset())

    def lost(self, hop: Hop) -> "Climb":
        return replace(self, outcome=Unroutable(self.role, (*self.path, hop), self.over))

    def found(self, person: Person, path: Path, office: Person | None = None) -> "Climb":
        return replace(self, outcome=Found(person, self.role, path, self.over, office))


def start(role: str, over: Person, barred: Collection[int]) -> Climb:
    return Climb(role, over, frozenset(barred), over)


def climb(searches: Sequence[Climb], directory: Directory) -> list[Found | Unroutable]:
    """The outcome of each search; a fixed number of statements for each level climbed."""
    for _level in range(LEVELS):
        pending = [search for search in searches if search.outcome is None]
        if not pending:
            break
        posts = directory.above([search.at for search in pending])
        presence = directory.presence([post.holder for post in posts.values()])
        disputed = directory.disputed([search.at for search in pending])
        searches = [
            search if search.outcome else step(search, posts.get(search.at.pk), presence, disputed)
            for search in searches
        ]
    return [
        search.outcome or Unroutable(search.role, search.path, search.over) for search in searches
    ]


def step(
    search: Climb,
    post: Post | None,
    presence: Mapping[int, Presence],
    disputed: Collection[tuple[int, int]] = (),
) -> Climb:
    """One level up: the holder of the post, else who acts for them, else the search goes on.

    `disputed` names who is not to be taken for the superior of whom.
    """
    if post is None or post.holder.pk in search.passed:
        return search.lost(Hop(Way.NOBODY))
    holder = post.holder
    path = (*search.path, Hop(Way.UNIT_HEAD if post.unit else Way.LINE, holder))
    if post.acting:
        path = (*path, Hop(Way(post.acting), holder))
    if beyond_ceiling(post):
        return replace(search, path=path).lost(Hop(Way.ABOVE_CEILING, holder))
    there = presence[holder.pk]
    barrier = _barrier(search, holder, there, disputed)
    if barrier is None:
        return search.found(holder, path)
    path = (*path, Hop(barrier, holder))
    for row in () if barrier is Way.DISPUTED else there.deputies:
        hop = Hop(Way(row.acting), row.person)
        barrier = _barrier(search, row.person, Presence(), disputed)
        if barrier is None:
            return search.found(row.person, (*path, hop), office=holder)
        path = (*path, hop, Hop(barrier, row.person))
    return replace(search, at=holder, path=path, passed=search.passed | {holder.pk})


def _barrier(
    search: Climb, person: Person, there: Presence, disputed: Collection[tuple[int, int]]
) -> Way | None:
    """Why somebody is passed by; None if they can be told."""
    if (search.at.pk, person.user_id) in disputed:
        return Way.DISPUTED
    if there.away:
        return Way.AWAY
    return Way.CONCERNED if person.user_id in search.barred else None


def beyond_ceiling(post: Post) -> bool:
    """Whether the organisation lets nothing escalate to somebody of this level."""
    ceiling = PositionLevel(post.holder.organisation.escalation_ceiling).rank
    levels = {post.level, post.holder.level} - {""}
    return any(PositionLevel(level).rank >= ceiling for level in levels)
