"""ETag and If-Match: a subject's version, so that nobody overwrites what they have not seen."""

import re

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from mentoring.api.errors import field_problem
from workflows.machine import Machine

_TAG = re.compile(r'(?:W/)?"([0-9]{1,9})"', re.ASCII)
NOT_A_TAG = _("This is not the ETag of an answer.")
COPY_TAG = _(
    'Copy the ETag of the last answer, quotation marks included, such as "3", or leave it out.'
)


def etag(subject: Machine) -> str:
    return f'"{subject.version}"'


def expected_version(request: Request) -> int | None:
    """The version the client was looking at; None when any will do."""
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        return None
    found = _TAG.fullmatch(given)
    if found is None:
        raise field_problem("If-Match", NOT_A_TAG, remedy=COPY_TAG)
    return int(found.group(1))
