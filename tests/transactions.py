"""A transaction that a test keeps around what it asks; what must be durable may stand inside."""

from typing import Any

from django.db import transaction


def around() -> Any:
    """As `transaction.atomic()`, and like the one around a whole test no obstacle."""
    made: Any = transaction.atomic()
    made._from_testcase = True
    return made
