"""After a test that commits, the tables it wrote to are emptied; the others are let alone.

Django's own way empties every table and then makes content types and permissions anew, which takes
longer than most such tests.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases

from tests.servers import append_only, databases

# `migrate` fills these, and no test has to write to them.
FILLED = ("django_content_type", "auth_permission")


def filled() -> list[Any]:
    """What stands in the tables that are not emptied, as far as a test could have changed it."""
    with connection.cursor() as cursor:
        asked = [f"SELECT count(*), min(id), max(id) FROM {table}" for table in FILLED]
        cursor.execute(" UNION ALL ".join(asked))
        return sorted(cursor.fetchall())


def written(tables: list[str]) -> list[str]:
    """Those in which something stands, quoted."""
    quoted = map(connection.ops.quote_name, tables)
    asked = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in quoted]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]


def empty(tables: list[str]) -> None:
    """Keys between tables are looked at when all of it is done, or by a superuser not at all."""
    with transaction.atomic(), connection.cursor() as cursor:
        taken = () if _rules_sleep(cursor) else append_only.lift()
        for name in written(tables):
            cursor.execute(f"DELETE FROM {name}")
        append_only.restore(taken)


def _rules_sleep(cursor: Any) -> bool:
    """Whether neither keys nor triggers are looked at in this transaction: by a superuser."""
    if connection.vendor == "postgresql":
        cursor.execute("SHOW is_superuser")
        if cursor.fetchone() == ("on",):
            cursor.execute("SET LOCAL session_replication_role = replica")
            return True
    return False


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    database_url: str,
) -> Iterator[None]:
    """The database as Django makes it, with a copy beside it, and emptied our way.

    pytest-django would make none where only tests with a database of their own are run.
    """
    theirs = TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        there, tables = filled(), connection.introspection.django_table_names(only_existing=True)
        connection.close()
        databases.copy(connection.settings_dict["NAME"], databases.template_beside(database_url))
    ours = sorted(set(tables) - set(FILLED))

    def teardown(case: TransactionTestCase) -> None:
        if filled() == there:
            empty(ours)
        else:
            theirs(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)
