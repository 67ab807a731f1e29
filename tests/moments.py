"""Moments as people write them: a wall-clock time and the place whose wall it hangs on."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def at(wall: str, zone: str = "Asia/Jakarta") -> datetime:
    """`at("2026-03-17 10:00", "Asia/Jayapura")` as an aware UTC datetime."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
