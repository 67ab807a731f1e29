"""What is in the database, as one digest by table; and which tables a request has written to."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

# Who looks at a page is noted as present, and where: nothing else may change by looking.
PRESENCE = {"django_session", "accounts_visit"}
WRITING = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


def digests(tables: Collection[str] | None = None) -> dict[str, str]:
    """By table, without the rows of presence; of these tables, or of all."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if not model._meta.managed or model._meta.proxy or table in PRESENCE:
            continue
        if tables is None or table in tables:
            rows = model._base_manager.order_by("pk").values_list()
            found[table] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return found


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables written to, whether or not it was taken back later; without those of presence."""
    found: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if (match := WRITING.match(sql)) and match[1] not in PRESENCE:
            found.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found
