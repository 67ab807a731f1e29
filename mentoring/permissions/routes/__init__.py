"""Every address by its name, one file per part of the product."""

from collections.abc import Mapping
from typing import Final

from mentoring.permissions.routes import operations, support
from mentoring.permissions.values import Route

ROUTES: Final[Mapping[str, Route]] = {**operations.ROUTES, **support.ROUTES}
