"""Somebody who opens every link and sends every form, well and badly; what they send is undone."""

import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import Resolver404, resolve

from accounts.models import User
from tests.crawl import hostile
from tests.crawl.headers import missing_headers
from tests.crawl.markup import Form, Page
from tests.crawl.tables import digests, written

SHORT = 1
ROUNDS = int(os.environ.get("CRAWL_ROUNDS", SHORT))
URLENCODED = "application/x-www-form-urlencoded"
UID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
# Kept though the answer is no: guesses, so that guessing gets slow, and what was typed.
COUNTED = {"accounts_delay", "mentoring_draft"}
# Shown where they were asked for, and only then: a token's secret, slips to print.
IN_PLACE = {"account_tokens", "portal:print_slips"}
# At the short length so many open pages and try forms of a kind, whoever they are; the way from
# page to page is everybody's.
LOOKS, TRIES = 1, 1
WAYS = {
    "portal:home": 1,
    "portal:relationship": 8,
    "portal:session": 6,
    "portal:correction": 1,
    "portal:incident": 3,
}
# The web server takes no longer address: gunicorn's limit_request_line.
LINE = 1000
HERE = {"", "testserver"}


@dataclass
class Found:
    """What the crawl came past, for the questions about what it did not."""

    pages: set[str] = field(default_factory=set)
    sent: set[tuple[str, str]] = field(default_factory=set)
    kinds: Counter[Any] = field(default_factory=Counter)
    looks: Counter[Any] = field(default_factory=Counter)
    templates: set[str] = field(default_factory=set)
    faults: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Crawler:
    """One actor in a browser; `uids` are keys of others to put where they do not belong."""

    actor: str
    user: Any
    uids: Sequence[Any]
    found: Found
    chance: random.Random

    def __post_init__(self) -> None:
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        if self.user.is_authenticated:
            self.client.force_login(self.user)
        self.before = digests()
        self._seen: Counter[str] = Counter()
        self._known: set[Any] = set()

    def crawl(self, typed: Sequence[str], *, within: str = "/") -> None:
        """From these addresses to whatever they lead to; only links must lead somewhere."""
        waiting = [(url, "") for url in typed]
        while waiting:
            url, source = waiting.pop()
            if not self._is_new(url, typed=not source):
                continue
            answer = self._opens(url)
            self._is_sound(url, answer)
            if answer.status_code == 200:
                self.found.pages.add(route(url))
            if source and answer.status_code not in {200, 301, 302}:
                self.fault(source, f"links to {_like(url)}, which answers {answer.status_code}")
            if answer.status_code in {301, 302}:
                waiting.append((urljoin(url, answer["Location"]), url))
            elif answer.get("Content-Type", "").startswith("text/html"):
                waiting += [(link, url) for link in self._reads(url, answer, within)]
        if digests() != self.before:
            self.fault("/", "has changed the database by looking")

    def fault(self, url: str, said: str) -> None:
        self.found.faults.append((_like(urlsplit(url).path), said, self.actor))

    def _is_new(self, url: str, *, typed: bool) -> bool:
        parts = urlsplit(url)
        if parts.scheme not in {"", "http", "https"} or parts.netloc not in HERE:
            return False
        same = f"{parts.path}?{parts.query}"
        self._seen[same] += 1
        return self._seen[same] == 1 and (typed or self._has_time(parts))

    def _has_time(self, parts: SplitResult) -> bool:
        """Short of time, what others have looked at is passed by, but for the way on."""
        if ROUNDS > SHORT:
            return True
        name = route(parts.path)
        names = tuple(sorted(name for name, _ in parse_qsl(parts.query)))
        kind = (name, _step(parts.path), names)
        self._seen[f"{kind}"] += 1
        self.found.looks[kind] += 1
        return self.found.looks[kind] <= LOOKS or self._seen[f"{kind}"] <= WAYS.get(name, 0)

    def _opens(self, url: str) -> Any:
        with written() as tables, transaction.atomic():
            answer = self.client.get(url)
            transaction.set_rollback(answer.status_code >= 500)
        if tables:
            self.fault(url, f"writes to {sorted(tables)} when it is looked at")
        return answer

    def _is_sound(self, url: str, answer: Any) -> None:
        if answer.status_code >= 500:
            error = getattr(answer, "exc_info", None)
            self.fault(url, f"fails: {error[1]!r:.200}" if error else "fails")
        if lacking := missing_headers(answer, private=self.user.is_authenticated):
            self.fault(url, f"lacks {lacking}")
        if any(raw in answer.getvalue() for raw in hostile.RAW):
            self.fault(url, "repeats markup that somebody sent")

    def _reads(self, url: str, answer: Any, within: str) -> Iterator[str]:
        page = Page(answer.content.decode())
        self.found.templates |= {one.name for one in answer.templates if one.name}
        for stray in page.strays:
            self.fault(url, f"has {stray}")
        for part in page.parts:
            self._has_part(url, urljoin(url, part))
        yield from self._leads(url, page, within)
        for form in page.forms:
            self._tries(url, form, page)

    def _leads(self, url: str, page: Page, within: str) -> Iterator[str]:
        for link in page.links:
            there, _, mark = urljoin(url, link).partition("#")
            if link.startswith("#") and mark not in page.ids:
                self.fault(url, f"links to #{mark}, which is not on the page")
            elif not link.startswith("#") and urlsplit(there).path.startswith(within):
                yield there

    def _has_part(self, url: str, part: str) -> None:
        path = urlsplit(part).path
        if path.startswith("/static/"):
            there = bool(finders.find(path.removeprefix("/static/")))
        else:
            there = part.startswith("data:") or self.client.get(part).status_code == 200
        if not there:
            self.fault(url, f"is made of {path}, which is not there")

    def _tries(self, url: str, form: Form, page: Page) -> None:
        action = urljoin(url, form.action)
        names = tuple(sorted(UID.sub("…", name) for name in form.fields))
        kind = (
            form.method,
            route(action),
            _step(action),
            names,
            tuple(name for name, _ in form.buttons),
        )
        if kind in self._known:
            return
        self._known.add(kind)
        self.found.kinds[kind] += 1
        if self.found.kinds[kind] > TRIES and ROUNDS <= SHORT:
            return
        if form.method == "get":
            for _ in range(ROUNDS):
                data = hostile.hostile(form, self.chance, self.uids)
                short = {name: [str(one)[:LINE] for one in values] for name, values in data.items()}
                self._is_sound(url, self._opens(f"{action}?{urlencode(short, doseq=True)}"))
            return
        fresh = self.found.kinds[kind] == 1 or ROUNDS > SHORT
        self.found.sent.add((route(action), _step(action)))
        if fresh:
            self._sends(action, form, hostile.sane(form), token=False)
            self._speaks_both(action, form)
        for data in self._bodies(form) if fresh else self._few_bodies(form):
            self._sends(action, form, data)

    def _bodies(self, form: Form) -> Iterator[dict[str, list[object]]]:
        for button in form.buttons or [("", "")]:
            pressed = {button[0]: [button[1]]} if button[0] else {}
            yield {**hostile.sane(form), **pressed}
        for _ in range(ROUNDS):
            name, value = self.chance.choice(form.buttons or [("", "")])
            value = self.chance.choice([value, *hostile.VALUES])
            yield {
                **hostile.hostile(form, self.chance, self.uids),
                **({name: [value]} if name else {}),
            }
        yield {}

    def _few_bodies(self, form: Form) -> Iterator[dict[str, list[object]]]:
        """For a form that somebody else has tried at length."""
        yield hostile.hostile(form, self.chance, self.uids)
        yield hostile.hollow(form)

    def _sends(
        self,
        url: str,
        form: Form,
        data: dict[str, list[object]],
        *,
        token: bool = True,
        language: str = "",
    ) -> Any:
        """Sent and undone. Without a token nobody's form is taken."""
        cookies = deepcopy(self.client.cookies)
        with written() as tables, transaction.atomic():
            if language and self.user.is_authenticated:
                User.objects.filter(pk=self.user.pk).update(language=language)
            if language:
                tables.clear()
            answer = self._posts(url, form, data, token=token, language=language)
            if tables and not _is_done(url, answer) and (changed := self._changed(tables)):
                self.fault(url, f"answers {answer.status_code} and changes {changed}")
            self._is_sound(url, answer)
            if "Location" in answer:
                self._is_sound(url, self.client.get(answer["Location"]))
            transaction.set_rollback(True)
        self.client.cookies = cookies
        if not token and answer.status_code != 403:
            self.fault(url, f"answers {answer.status_code} to a form without its token")
        return answer

    def _changed(self, tables: set[str]) -> list[str]:
        after = digests(tables - COUNTED)
        return sorted(name for name, digest in after.items() if digest != self.before[name])

    def _posts(
        self, url: str, form: Form, data: dict[str, list[object]], *, token: bool, language: str
    ) -> Any:
        carried = form.fields.get("csrfmiddlewaretoken")
        given = {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"}
        if token and carried:
            given["csrfmiddlewaretoken"] = [carried.value]
        headers = {"Accept-Language": language} if language else {}
        if form.multipart:
            flat = {
                name: values if len(values) > 1 else values[0] for name, values in given.items()
            }
            return self.client.post(url, flat, content_type=MULTIPART_CONTENT, headers=headers)
        body = urlencode(given, doseq=True)
        return self.client.post(url, body, content_type=URLENCODED, headers=headers)

    def _speaks_both(self, url: str, form: Form) -> None:
        """What is wrong is said, in the language of whoever reads it."""
        said = {}
        for language in ("en", "id"):
            answer = self._sends(url, form, hostile.empty(form), language=language)
            if answer.status_code not in {400, 409, 422}:
                return
            said[language] = set(Page(answer.content.decode()).complaints)
        if not said["en"] or not said["id"]:
            self.fault(url, "refuses an empty form without saying why")
        if same := {text for text in said["en"] & said["id"] if len(text.split()) > 3}:
            self.fault(url, f"says the same in both languages: {sorted(same)}")


def _is_done(url: str, answer: Any) -> bool:
    if answer.status_code == 200 and route(url) in IN_PLACE:
        return True
    return answer.status_code in {302, 303}


def route(url: str) -> str:
    """The name of the address, as the permission table has it."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def _step(url: str) -> str:
    """Which transition of which machine an address is for."""
    try:
        return str(resolve(urlsplit(url).path).kwargs.get("name", ""))
    except Resolver404:
        return ""


def _like(path: str) -> str:
    """The path with its keys left out, so that the same fault is told once."""
    return re.sub(r"\d{2,}", "…", UID.sub("…", path))
