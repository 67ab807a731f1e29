"""Times in short, always with the zone named; fields as the pages show them."""

from datetime import date, datetime

from django import forms, template
from django.utils import dateformat

from notifications.templatetags.wall_clock import clock, local

register = template.Library()


@register.filter
def brief(value: datetime | str) -> str:
    """Sen 30 Mar 2026, 07.30 WIB; Mon 30 Mar 2026, 07:30 WIB."""
    at = local(value)
    return f"{dateformat.format(at, 'D j M Y')}, {clock(at)}"


@register.filter
def short_day(value: date | datetime) -> str:
    """Sen 30 Mar 2026."""
    at = local(value) if isinstance(value, datetime) else value
    return dateformat.format(at, "D j M Y")


@register.filter
def is_group(field: forms.BoundField) -> bool:
    """Whether a field is several controls, so that it needs a legend instead of a label."""
    return isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


@register.filter
def is_tick(field: forms.BoundField) -> bool:
    """Whether a field is one box to tick, which stands before its label."""
    return isinstance(field.field.widget, forms.CheckboxInput)
