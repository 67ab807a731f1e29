"""Somebody who opens every link and sends every form, also those in the answers to a form."""

import random
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.crawl.browser import Browser, Found
from tests.crawl.filling import Filling
from tests.crawl.markup import Page
from tests.crawl.pace import SELDOM, Pace
from tests.crawl.place import kind, route

HERE = {"", "testserver"}
HOME = "/"
REDIRECTS = {301, 302}


class Crawler:
    """One actor; `uids` are keys of others to put where they do not belong."""

    def __init__(
        self, actor: str, user: Any, uids: Sequence[Any], found: Found, chance: random.Random
    ) -> None:
        self.found = found
        self.browser = Browser(actor, user, found)
        self.pace = Pace(found.looks, chance)
        self.filling = Filling(self.browser, self.pace, chance, uids)
        self._seen: set[str] = set()
        self._waiting: list[tuple[str, str]] = []

    def crawl(self, typed: Sequence[str], letters: Sequence[str] = ()) -> None:
        """From these addresses to whatever they lead to; only links must lead somewhere."""
        typed = [url for url in typed if self._has_time_for(url)]
        self._waiting = [(HOME, HOME), *((url, "") for url in [*typed, *letters])]
        while self._waiting:
            url, source = self._waiting.pop()
            if self._is_new(url) and (not source or self.pace.allows_look(url)):
                self._visits(url, source)

    def _has_time_for(self, url: str) -> bool:
        """Who types an address that is not theirs is turned away: the matrix asks for each."""
        return route(url) not in self.found.pages or self.pace.draws(SELDOM)

    def _visits(self, url: str, source: str) -> None:
        answer = self.browser.opens(url)
        if answer.status_code == 200:
            self.found.pages.add(route(url))
        if source and answer.status_code not in {200, *REDIRECTS}:
            self.browser.fault(source, f"links to {kind(url)}, which answers {answer.status_code}")
        if answer.status_code in REDIRECTS:
            self._waiting.append((urljoin(url, answer["Location"]), url))
        self._reads(url, answer)

    def _is_new(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme not in {"", "http", "https"} or parts.netloc not in HERE:
            return False
        same = f"{parts.path}?{parts.query}"
        known = same in self._seen
        self._seen.add(same)
        return not known

    def _reads(self, url: str, answer: Any) -> None:
        if not answer.get("Content-Type", "").startswith("text/html"):
            return
        page = Page(answer.content.decode())
        self.found.templates |= {one.name for one in answer.templates if one.name}
        for stray in page.strays:
            self.browser.fault(url, f"has {stray}")
        self.browser.has(url, page.parts)
        self._leads(url, page)
        for form in page.forms:
            action = urljoin(url, form.action)
            for then in self.filling.tries(action, form):
                self._reads(action, then)

    def _leads(self, url: str, page: Page) -> None:
        for link in page.links:
            there, _, mark = urljoin(url, link).partition("#")
            if not link.startswith("#"):
                self._waiting.append((there, url))
            elif mark not in page.ids:
                self.browser.fault(url, f"links to #{mark}, which is not on the page")
