"""Addresses for those who watch over the running system; they tell nothing about anybody."""

from collections.abc import Mapping
from typing import Final

from mentoring.permissions.values import Hat, Route

_ANYONE = frozenset({Hat.ANYONE})

ROUTES: Final[Mapping[str, Route]] = {
    "health_live": Route("", "health", _ANYONE),
    "health_ready": Route("", "health", _ANYONE),
    # For the holder of METRICS_TOKEN: see config/metrics.py.
    "metrics": Route("", "metrics", frozenset({Hat.OPERATOR})),
}
