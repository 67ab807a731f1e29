"""The dead man's switch: an outside address hears from us after each sound audit.

Whoever watches there raises the alarm when it stays silent, so that our own silence is noticed.
"""

import http.client
import logging
import urllib.error
import urllib.request

from django.conf import settings

logger = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds


def tell() -> bool:
    """Ask for ALL_WELL_URL, outside any transaction; False if nobody answered or none is set."""
    if not settings.ALL_WELL_URL:
        return False
    try:
        address = settings.ALL_WELL_URL
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 see E026
            return bool(200 <= answer.status < 300)
    except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
        logger.warning("nobody heard that all is well (%s)", type(error).__name__)
        return False
