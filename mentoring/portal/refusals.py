"""What a service refuses, said where the form shows it."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages

from mentoring.portal.frame import Visit
from workflows.errors import InvalidInput, Refused

Made = TypeVar("Made")


def made(visit: Visit, form: forms.Form, act: Callable[[], Made], said: str) -> Made | None:
    """What `act` makes, and `said` on the next page; None if it is refused.

    The reason then stands at the field it names, else above the form.
    """
    try:
        found = act()
    except InvalidInput as refused:
        for name, problems in refused.errors.items():
            form.add_error(name if name in form.fields else None, list(problems))
        return None
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(visit.request, said)
    return found
