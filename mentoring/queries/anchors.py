"""What is written down outside the database about our chains, and whether it still holds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from mentoring.queries import access_chain, journal
from workflows import anchors, chains
from workflows.anchors import Anchor, Head
from workflows.findings import Finding
from workflows.models import Anchor as Row

# Whatever keeps chains: each gives the heads that have moved since then, or all.
SOURCES: Final[tuple[Callable[[datetime | None], Iterator[Head]], ...]] = (
    chains.heads,
    journal.heads,
    access_chain.heads,
)


@dataclass(frozen=True, slots=True)
class Outside:
    """The files as read; `wrong` is what is not as it was written or does not follow."""

    found: tuple[Anchor, ...]
    wrong: tuple[str, ...]

    @property
    def heads(self) -> Mapping[str, Head]:
        return anchors.latest(self.found)

    @property
    def last(self) -> Anchor | None:
        return self.found[-1] if self.found else None


def folder() -> Path | None:
    """Where files are written; None where nobody set a place."""
    return Path(settings.ANCHOR_DIR) if settings.ANCHOR_DIR else None


def public_keys() -> dict[str, str]:
    return {name: anchors.public_key(secret) for name, secret in settings.ANCHOR_KEYS.items()}


def outside() -> Outside:
    """Every file, in order; empty where there is no place for them."""
    place = folder()
    if place is None:
        return Outside((), ())
    found, wrong = anchors.read_all(place, public_keys())
    return Outside(tuple(found), tuple(wrong))


def examined() -> Iterator[Finding]:
    """Every chain by itself and against what stands outside, and the files themselves."""
    held = outside()
    heads = dict(held.heads)
    yield from findings(held)
    yield from chains.findings(heads)
    yield from others(heads)


def others(heads: dict[str, Head]) -> Iterator[Finding]:
    """What is wrong with the chains that are of no machine; then with heads nobody knows."""
    yield from journal.findings(heads)
    yield from access_chain.findings(heads)
    yield from chains.gone(heads)


def findings(held: Outside) -> Iterator[Finding]:
    """What is wrong with the files themselves, and where they and our register differ."""
    for wrong in held.wrong:
        yield Finding("anchor", "files", wrong)
    if folder() is None:
        return
    written = {anchor.number: anchor for anchor in held.found}
    for row in Row.objects.order_by("number"):
        anchor = written.pop(row.number, None)
        if anchor is None or anchor.digest != row.digest:
            yield Finding("anchor", str(row), "is not among the files as it was written")


def register(most: int = 30) -> Sequence[Row]:
    """What was written last, as our own register has it; the newest first."""
    return list(Row.objects.order_by("-number")[:most])


def moved(since: datetime | None) -> Iterator[Head]:
    for source in SOURCES:
        yield from source(since)
