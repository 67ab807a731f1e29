"""Who did what, for the logs: one id through a request and the tasks it causes.

A line says the route, never the path (it holds ids and one-time codes), and the person's uid,
never the name.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# 32 hexadecimal digits, as proxies make them; anything else could be somebody's name or number.
SANE = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
TASK_HEADER = "request_id"
QUIET = ("health", "metrics")  # asked every few seconds by machines

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

NOTHING: Mapping[str, str] = MappingProxyType({})
trace: ContextVar[Mapping[str, str]] = ContextVar("trace", default=NOTHING)


def request_id(given: str) -> str:
    """The id a proxy has given, if it is one; else a new one."""
    return given.lower() if SANE.fullmatch(given) else uuid.uuid4().hex


@contextmanager
def traced(**marks: str) -> Iterator[None]:
    """Every log line inside carries these marks."""
    token = trace.set(marks)
    try:
        yield
    finally:
        trace.reset(token)


class RequestLogMiddleware:
    """Outermost: one line per request, and its id on the answer and on every line before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        known = request_id(request.headers.get(HEADER, ""))
        with traced(request=known):
            response = self.get_response(request)
            _tell(request, response, time.perf_counter() - began)
        response.headers[HEADER] = known
        return response


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    route = route_of(request)
    facts = {
        "method": request.method if request.method in METHODS else "other",
        "route": route,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
        "user": uid_of(request),
    }
    level = logging.DEBUG if route.startswith(QUIET) else logging.INFO
    logger.log(level, "answered", extra={"facts": facts})


# Beside somebody's uid the name of such a route would say that there is a case.
CONFIDENTIAL, OWN = "counselling", "portal:own"


def route_of(request: HttpRequest) -> str:
    """The name of the route, or its pattern if it has none; never what stood in its place."""
    match = request.resolver_match
    name = (match.view_name if match.url_name else match.route) if match else "nowhere"
    return OWN if CONFIDENTIAL in name else name


def uid_of(request: HttpRequest) -> str | None:
    """The signed-in person's uid, if anybody has asked for the person already."""
    found: Any = vars(request).get("user")
    if isinstance(found, SimpleLazyObject):  # asking it now might cost a query
        found = vars(request).get("_cached_user")
    uid = getattr(found, "uid", None)
    return str(uid) if uid else None


@before_task_publish.connect
def send_along(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None and (known := trace.get().get("request")):
        headers[TASK_HEADER] = known


@task_prerun.connect
def take_up(task_id: str = "", task: Any = None, **_: Any) -> None:
    """A beat's tick belongs to no request; it goes by the task's own id."""
    known = getattr(task.request, TASK_HEADER, None)
    marks = {"task": task.name, "task_id": task_id}
    trace.set({**marks, "request": known} if known else marks)


@task_postrun.connect
def let_go(**_: Any) -> None:
    trace.set(NOTHING)
