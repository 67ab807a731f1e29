"""What a sender writes of copies it holds: each statement touches them only under its own lease."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from notifications import prepared
from notifications.models import Delivery, DeliveryState

UNLEASED: dict[str, Any] = {"lease_token": None, "lease_until": None}
UPDATE = """
    UPDATE notifications_delivery SET {changes} WHERE id IN ({marks}) AND lease_token = %s
"""
WRITE = """
    UPDATE notifications_delivery
    SET rendered_at = {at}, message_id = {message_id}, subject = {subject}, text = {text},
        html = {html}, calendar = {calendar}
"""
WRITE_EACH = f"""
    {
    WRITE.format_map(
        dict.fromkeys(("at", "message_id", "subject", "text", "html", "calendar"), "%s")
    )
}
    WHERE id = %s AND lease_token = %s
"""
WRITE_TOGETHER = f"""
    {
    WRITE.format(
        at="%s",
        message_id="said.message_id",
        subject="said.subject",
        text="said.text",
        html="said.html",
        calendar="said.calendar",
    )
}
    FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::uuid[], %b::uuid[])
        AS said(message_id, subject, text, html, calendar, id, token)
    WHERE notifications_delivery.id = said.id
        AND notifications_delivery.lease_token = said.token
"""


class Written(NamedTuple):
    """The words of a copy; `pk` and `token` are what was leased."""

    message_id: str
    subject: str
    text: str
    html: str
    calendar: str
    pk: UUID
    token: UUID


def write(words: Sequence[Written], at: datetime) -> int:
    """How many of these copies are still held and so have been given their words."""
    when = stored("rendered_at", at)
    with prepared.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*words, strict=True)]
            cursor.execute(WRITE_TOGETHER, [when, *columns])
        else:
            cursor.executemany(
                WRITE_EACH,
                [
                    (when, *said, stored("id", pk), stored("lease_token", token))
                    for *said, pk, token in words
                ],
            )
        return int(cursor.rowcount)


def update(
    copies: Sequence[Delivery], values: Mapping[str, Any], *, attempt: int | None = None
) -> int:
    """How many of these are still under their lease and so have been updated.

    `attempt`: one more was made, and this many earlier ones may have arrived.
    """
    changes = [f"{_column(name)} = %s" for name in values]
    given = [stored(name, value) for name, value in values.items()]
    if attempt is not None:
        changes += ["attempts = attempts + 1", "possible_duplicate = possible_duplicate + %s"]
        given.append(attempt)
    given += [stored("id", copy.pk) for copy in copies]
    given.append(stored("lease_token", copies[0].lease_token))
    marks = ", ".join("%s" for _copy in copies)
    with connection.cursor() as cursor:
        cursor.execute(UPDATE.format(changes=", ".join(changes), marks=marks), given)
        return int(cursor.rowcount)


@cache
def _field(name: str) -> Any:
    return Delivery._meta.get_field(name)


def _column(name: str) -> str:
    return str(_field(name).column)


def stored(name: str, value: Any) -> Any:
    return _field(name).get_db_prep_save(value, connection)


def release(tokens: Sequence[Any], *, not_before: datetime) -> None:
    """Give back copies that were not attempted."""
    Delivery.objects.filter(lease_token__in=tokens).update(
        state=DeliveryState.PENDING, next_attempt_at=not_before, **UNLEASED
    )
