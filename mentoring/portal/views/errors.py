"""The pages of what went wrong: calm, in the reader's language, with a way on.

What is not yours and what does not exist are one page, so that neither tells anything.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/errors/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/errors/forbidden.html", status=403)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A body that is too large, damaged, or made of too many parts; nothing of it was taken."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, "portal/errors/unreadable.html", status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that was open too long; `settings.CSRF_FAILURE_VIEW` names this."""
    return render(request, "portal/errors/stale.html", status=403)


def failed(request: HttpRequest, *_: Any) -> HttpResponse:
    """Rendered without the request: it must not fail where the page before it did."""
    return render(None, "portal/errors/failed.html", status=500)
