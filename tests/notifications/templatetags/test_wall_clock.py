"""Times as people read them."""

from datetime import date, datetime

import pytest
from django.utils import timezone, translation

from notifications.templatetags.wall_clock import clock, day, moment
from tests.moments import at

EARLY = at("2026-03-30 07:30", "Asia/Jakarta")


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("id", "Asia/Jakarta", "Senin 30 Maret 2026 pukul 07.30 WIB"),
        ("id", "Asia/Pontianak", "Senin 30 Maret 2026 pukul 07.30 WIB"),
        ("id", "Asia/Makassar", "Senin 30 Maret 2026 pukul 08.30 WITA"),
        ("id", "Asia/Jayapura", "Senin 30 Maret 2026 pukul 09.30 WIT"),
        ("en", "Asia/Jakarta", "Mon 30 Mar 2026 07:30 WIB"),
        ("en", "Asia/Jayapura", "Mon 30 Mar 2026 09:30 WIT"),
        ("en", "America/Sao_Paulo", "Sun 29 Mar 2026 21:30 UTC-03"),
        ("en", "Europe/Berlin", "Mon 30 Mar 2026 02:30 CEST"),
    ],
)
def test_a_moment_is_told_in_the_readers_language_and_zone(language, zone, expected):
    with translation.override(language), timezone.override(zone):
        assert moment(EARLY) == expected
        assert moment(EARLY.isoformat()) == expected
        assert moment("2026-03-30T00:30:00Z") == expected


def test_a_time_of_day_names_its_zone():
    with translation.override("id"), timezone.override("Asia/Makassar"):
        assert clock(EARLY) == "08.30 WITA"


def test_a_moments_day_is_the_readers_day_and_a_date_is_itself():
    late = at("2026-03-30 23:30", "Asia/Jakarta")
    with translation.override("en"), timezone.override("Asia/Jayapura"):
        assert day(late) == day(late.isoformat()) == "Tue 31 Mar 2026"
        assert day(date(2026, 3, 30)) == day("2026-03-30") == "Mon 30 Mar 2026"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        moment(datetime(2026, 3, 30, 7, 30))  # noqa: DTZ001 the point of the test
