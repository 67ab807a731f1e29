"""Every address by its name, one file per part of the product."""

from collections.abc import Mapping
from typing import Final

from mentoring.permissions.routes import api, operations, portal, sign_in, support
from mentoring.permissions.values import Route

ROUTES: Final[Mapping[str, Route]] = {
    **api.ROUTES,
    **operations.ROUTES,
    **portal.ROUTES,
    **sign_in.ROUTES,
    **support.ROUTES,
}
