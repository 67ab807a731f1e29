"""Where the demo's two middlewares stand among the product's; asked while settings are read."""

from collections.abc import Sequence

SIGNED_IN = "django.contrib.auth.middleware.AuthenticationMiddleware"


def with_phones(middleware: Sequence[str]) -> list[str]:
    """The phone outermost; its owner as soon as it is known who is signed in."""
    place = middleware.index(SIGNED_IN) + 1
    return [
        "config.demo.phones.PhoneMiddleware",
        *middleware[:place],
        "config.demo.phones.OwnerMiddleware",
        *middleware[place:],
    ]
