"""Reading bodies: never more than a limit, and whatever cannot be read is the sender's error."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from mentoring.api.errors import Problem

LARGEST_BODY = 1024 * 1024
LARGEST_UPLOAD = 10 * 1024 * 1024 + 64 * 1024
TOO_LARGE = _("The body is larger than %(limit)s kB. Send less at once.")


def refuse_large(length: int, limit: int) -> None:
    if length > limit:
        raise Problem(413, "too_large", TOO_LARGE % {"limit": limit // 1024})


class JsonParser(parsers.JSONParser):
    """Strict JSON of an object; nesting that would exhaust the reader is an error of the sender."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        try:
            found: Any = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The body is nested too deeply.")) from None
        if not isinstance(found, dict):
            raise ParseError(_("The body must be an object: {…}."))
        return found
