"""Somebody in a browser: every answer they get must be sound, and what they send is undone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin

from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from accounts import confirming
from accounts.clock import now
from accounts.models import User
from tests.crawl import hostile
from tests.crawl.headers import missing_headers
from tests.crawl.markup import Form
from tests.crawl.place import kind, route
from tests.crawl.tables import digests, written
from tests.transactions import around

URLENCODED = "application/x-www-form-urlencoded"
# Kept though the answer is no: guesses, so that guessing gets slow, and what was typed.
COUNTED = {"accounts_delay", "mentoring_draft"}
# Shown where they were asked for, and only then: secrets of tokens and programs, slips to print,
# sealed texts, evidence.
IN_PLACE = {
    *("account_tokens", "portal:print_slips", "portal:program", "portal:programs"),
    *("portal:counselling_case", "portal:performance_counselling_form", "portal:trail"),
    *("portal:data_request_texts", "portal:breach_papers", "portal:performance_counsellings"),
    *("portal:break_glass", "portal:break_glass_notes"),
}
# How the support screens say that a row was made in a window of its own.
POPUP = "admin/popup_response.html"


@dataclass
class Found:
    """What all have come past, for the questions about what nobody has; `before` all of it."""

    before: dict[str, str] = field(default_factory=dict)
    pages: set[str] = field(default_factory=set)
    looks: set[tuple[str, ...]] = field(default_factory=set)
    sent: set[tuple[str, str]] = field(default_factory=set)
    forms: set[Any] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    templates: set[str] = field(default_factory=set)
    faults: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Sending:
    """One way to send a form; without its token nobody's form is taken."""

    data: dict[str, list[object]]
    token: bool = True
    language: str = ""


class Browser:
    def __init__(self, actor: str, user: Any, found: Found) -> None:
        self.actor, self.user, self.found = actor, user, found
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        if user.is_authenticated:
            self.client.force_login(user)
            session = self.client.session
            confirming.note(session, now=now())  # what is kept closed opens to them
            session.save()

    def fault(self, url: str, said: str) -> None:
        self.found.faults.append((kind(url), said, self.actor))

    def opens(self, url: str) -> Any:
        with written() as tables, around():
            answer = self.client.get(url)
            transaction.set_rollback(answer.status_code >= 500)
        if tables:
            self.fault(url, f"writes to {sorted(tables)} when it is looked at")
        return self._sound(url, answer)

    def sends(self, url: str, form: Form, sending: Sending, *, follow: bool = False) -> Any:
        with self._undone() as tables:
            if sending.language and self.user.is_authenticated:
                User.objects.filter(pk=self.user.pk).update(language=sending.language)
                tables.clear()
            answer = self._sound(url, self._posts(url, form, sending))
            if tables and not _is_done(url, answer) and (changed := self._changed(tables)):
                self.fault(url, f"answers {answer.status_code} and changes {changed}")
            if follow and "Location" in answer:
                then = urljoin(url, answer["Location"])
                self._sound(then, self.client.get(then))
        if not sending.token and answer.status_code != 403:
            self.fault(url, f"answers {answer.status_code} to a form without its token")
        return answer

    def has(self, url: str, parts: Sequence[str]) -> None:
        """The styles, scripts and pictures a page is made of are there."""
        for part in {urljoin(url, part).partition("?")[0] for part in parts} - self.found.parts:
            self.found.parts.add(part)
            if part.startswith("/static/"):
                there = bool(finders.find(part.removeprefix("/static/")))
            else:
                there = part.startswith("data:") or self.opens(part).status_code == 200
            if not there:
                self.fault(url, f"is made of {part}, which is not there")

    @contextmanager
    def _undone(self) -> Iterator[set[str]]:
        cookies = deepcopy(self.client.cookies)
        with written() as tables, around():
            yield tables
            transaction.set_rollback(True)
        self.client.cookies = cookies

    def _sound(self, url: str, answer: Any) -> Any:
        if answer.status_code >= 500:
            error = getattr(answer, "exc_info", None)
            self.fault(url, f"fails: {error[1]!r:.200}" if error else "fails")
        if lacking := missing_headers(answer, private=self.user.is_authenticated):
            self.fault(url, f"lacks {lacking}")
        if any(raw in answer.getvalue() for raw in hostile.RAW):
            self.fault(url, "repeats markup that somebody sent")
        return answer

    def _changed(self, tables: set[str]) -> list[str]:
        after = digests(tables - COUNTED)
        return sorted(name for name, digest in after.items() if digest != self.found.before[name])

    def _posts(self, url: str, form: Form, sending: Sending) -> Any:
        carried = form.fields.get("csrfmiddlewaretoken")
        given = {key: held for key, held in sending.data.items() if key != "csrfmiddlewaretoken"}
        if sending.token and carried:
            given["csrfmiddlewaretoken"] = [carried.value]
        headers = {"Accept-Language": sending.language} if sending.language else {}
        if form.multipart:
            flat = {key: held if len(held) > 1 else held[0] for key, held in given.items()}
            return self.client.post(url, flat, content_type=MULTIPART_CONTENT, headers=headers)
        body = urlencode(given, doseq=True)
        return self.client.post(url, body, content_type=URLENCODED, headers=headers)


def _is_done(url: str, answer: Any) -> bool:
    if answer.status_code == 200 and route(url) in IN_PLACE:
        return True
    return answer.status_code in {302, 303} or POPUP in {one.name for one in answer.templates}
