"""What browsers are told about every answer: what its page may do, and that nobody keeps it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

UNUSED = (
    "accelerometer camera display-capture geolocation gyroscope hid magnetometer microphone midi"
    " payment serial usb xr-spatial-tracking"
)
PERMISSIONS = ", ".join(f"{name}=()" for name in UNUSED.split())


class HeadersMiddleware:
    """A view's own header wins. Stands as far outside as there is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            f"{name} {value}" for name, value in settings.CONTENT_SECURITY_POLICY.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cookie" in response.headers.get("Vary", ""):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
