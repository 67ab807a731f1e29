"""Days a clock can be asked about, whatever is counted from them."""

from datetime import date

from django.core.exceptions import ValidationError

from workflows.machine import TOO_FAR

YEARS = range(2000, 9000)


def near(day: date) -> None:
    """Raises ValidationError for a day of other years."""
    if day.year not in YEARS:
        raise ValidationError(TOO_FAR)
