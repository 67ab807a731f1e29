"""What is the demo's alone: outside its settings these addresses do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def is_demo() -> bool:
    """Its app is installed and its clock can be moved, and nobody calls this production."""
    installed = "config.demo" in settings.INSTALLED_APPS
    return installed and settings.CLOCK_OFFSET_HONOURED and not settings.PRODUCTION


def demo_only(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_demo():
            raise Http404
        return view(request, *args, **kwargs)

    return answer
