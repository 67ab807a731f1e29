"""Everything somebody does to one form: rightly, empty in both languages, hostile, not at all."""

import random
from collections.abc import Hashable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from tests.crawl import hostile
from tests.crawl.browser import Browser, Sending
from tests.crawl.markup import Form, Page
from tests.crawl.pace import OFTEN, ROUNDS, Pace
from tests.crawl.place import UID, route, step

# The web server takes no longer address: gunicorn's limit_request_line.
LINE = 1000
REFUSED = {400, 409, 422}
LANGUAGES = ["en", "id"]
NAMELESS = ("", "")


class Filling:
    """The answers it gives are pages with forms of their own."""

    def __init__(
        self, browser: Browser, pace: Pace, chance: random.Random, uids: Sequence[Any]
    ) -> None:
        self.browser, self.pace, self.chance, self.uids = browser, pace, chance, uids
        self._known: set[Hashable] = set()

    def tries(self, action: str, form: Form) -> Iterator[Any]:
        kind = _kind(action, form)
        if kind in self._known:
            return
        self._known.add(kind)
        done = self.browser.found.forms
        if not self.pace.allows_form(action, sent=kind in done):
            return
        done.add(kind)
        if form.method == "get":
            self._asks(action, form)
        else:
            yield from self._sends(action, form)

    def _sends(self, action: str, form: Form) -> Iterator[Any]:
        self.browser.found.sent.add((route(action), step(action)))
        self.browser.sends(action, form, Sending(hostile.sane(form), token=False))
        if hostile.empty(form) != hostile.sane(form):
            yield from self._says_why(action, form)
        for data in self._bodies(form):
            follow = self.pace.draws(OFTEN)
            yield self.browser.sends(action, form, Sending(data), follow=follow)

    def _asks(self, action: str, form: Form) -> None:
        for data in [hostile.hollow(form), *(self._spoilt(form) for _ in range(ROUNDS))]:
            short = {name: [str(one)[:LINE] for one in values] for name, values in data.items()}
            self.browser.opens(f"{action}?{urlencode(short, doseq=True)}")

    def _bodies(self, form: Form) -> Iterator[dict[str, list[object]]]:
        first, *others = form.buttons or [NAMELESS]
        for name, value in [first, *(one for one in others if self.pace.draws(OFTEN))]:
            yield {**hostile.sane(form), **({name: [value]} if name else {})}
        for _ in range(ROUNDS):
            yield self._spoilt(form)
        if self.pace.draws(OFTEN):
            yield {}

    def _spoilt(self, form: Form) -> dict[str, list[object]]:
        name, value = self.chance.choice(form.buttons or [NAMELESS])
        value = self.chance.choice([value, *hostile.VALUES])
        pressed: dict[str, list[object]] = {name: [value]} if name else {}
        return {**hostile.hostile(form, self.chance, self.uids), **pressed}

    def _says_why(self, action: str, form: Form) -> Iterator[Any]:
        """What is wrong is said, in the language of whoever reads it."""
        languages = LANGUAGES if self.pace.draws(OFTEN) else [self.chance.choice(LANGUAGES)]
        said: list[set[str]] = []
        for language in languages:
            sending = Sending(hostile.empty(form), language=language)
            answer = self.browser.sends(action, form, sending)
            if answer.status_code not in REFUSED:
                return
            yield answer
            said.append(set(Page(answer.content.decode()).complaints))
        if not all(said):
            self.browser.fault(action, "refuses an empty form without saying why")
        same = said[0] & said[-1] if len(said) > 1 else set()
        if same := {text for text in same if len(text.split()) > 3}:
            self.browser.fault(action, f"says the same in both languages: {sorted(same)}")


def _kind(action: str, form: Form) -> Hashable:
    names = tuple(sorted(UID.sub("…", name) for name in form.fields))
    pressed = tuple(name for name, _ in form.buttons)
    return (form.method, route(action), step(action), names, pressed)
