"""Stricter than production: random order, no network, warnings and undefined variables fail."""

import gc
import random
import socket
from collections.abc import Generator, Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation

from tests.factories.kept import ledger

pytest_plugins = [
    "tests.servers.postgresql",
    "tests.servers.redis",
    "tests.servers.smtp",
    "tests.servers.watcher",
    "tests.servers.databases",
    "tests.servers.append_only",
    "tests.servers.emptying",
    "tests.servers.browser",
]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays: no search for garbage goes through it again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()


def pytest_report_header(config: pytest.Config) -> str:
    if config.getoption("dist", "no") == "each":
        return "databases: sqlite (gw0) and postgresql (gw1)"
    return f"database: {settings.TEST_DATABASE}"


def pytest_configure_node(node: Any) -> None:
    """A worker learns whether others ask the same on another database, or the rest of it."""
    node.workerinput["dist"] = node.config.getoption("dist")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        report.sections.append(("Database", settings.TEST_DATABASE))
    return report


# Read word by word on PostgreSQL; tests/budgets and tests/permissions open every page on SQLite.
PAGES = ("tests/mentoring/portal/", "tests/mentoring/admin/", "tests/accounts/")
# Many, long, and the same on both: every second in the order of the run is asked of PostgreSQL, the
# others of SQLite; another seed asks the other way round. What is written wrongly is asked of both.
EITHER = (
    "tests/mentoring/api/test_schema_holds.py",  # answers have the shape the document says
    "tests/mentoring/notices/test_kinds.py",  # words of notices, from facts
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests for one database only are left out, not skipped: a skip means something is missing."""
    unwanted = {"sqlite", "postgresql"} - {settings.TEST_DATABASE}
    side_by_side = getattr(config, "workerinput", {}).get("dist") == "each"
    if side_by_side and settings.TEST_DATABASE == "postgresql":
        unwanted.add("once")
    out = [item for item in items if any(map(item.get_closest_marker, unwanted))]
    if side_by_side and settings.TEST_DATABASE == "sqlite":
        out += [item for item in items if item.nodeid.startswith(PAGES) and not _here_only(item)]
    if side_by_side:
        either = [item for item in items if item.nodeid.startswith(EITHER) and not _bound(item)]
        out += either[settings.TEST_DATABASE == "postgresql" :: 2]
    if out:
        config.hook.pytest_deselected(items=out)
        left_out = set(out)
        items[:] = [item for item in items if item not in left_out]


def _here_only(item: pytest.Item) -> bool:
    return any(map(item.get_closest_marker, ("once", "sqlite")))


def _bound(item: pytest.Item) -> bool:
    return _here_only(item) or item.get_closest_marker("postgresql") is not None


# Nothing is timed here, neither a test nor the drawing of its examples.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")

LOOPBACK = ("127.", "::1", "localhost")


def is_loopback(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return name in {None, ""} or str(name).startswith(LOOPBACK)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Connections leave this machine for nobody, names are asked of nobody."""
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not is_loopback(address[0]):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    def guarded_lookup(host: Any, *rest: Any, **options: Any) -> Any:
        if not is_loopback(host):
            raise AssertionError(f"a test tried to look up {host}")
        return lookup(host, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


@pytest.fixture(autouse=True, scope="session")
def unordered_means_random() -> Iterator[None]:
    """A queryset without an order comes back shuffled, so nobody can lean on luck."""
    fetch = QuerySet._fetch_all

    def shuffled(self: Any) -> None:
        if self._result_cache is None and not self.ordered:
            self._result_cache = list(self._iterable_class(self))
            random.shuffle(self._result_cache)
        fetch(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", shuffled)
        yield


@pytest.fixture(autouse=True)
def kept_rows() -> None:
    """What factories of earlier tests wrote is laid down again from the beginning."""
    ledger.restart()


@pytest.fixture(autouse=True)
def english_until_asked() -> Iterator[None]:
    """Tests compare with the source text; requests and processes speak Indonesian as ever."""
    with translation.override("en"), timezone.override(None):
        yield
