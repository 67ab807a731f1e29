"""The picture in a letterhead: mails carry it with them, so no program has to fetch anything."""

import base64
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

MOST = 64
# As our layouts write it; what people write is escaped and cannot look like it.
IN_HTML = re.compile(r'<img [^>]*src="cid:(([0-9a-f]{32})\.logo@[\w.-]+)"')

_known: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG in lines of base64, and by what name the HTML asks for it."""

    cid: str
    lines: str

    @property
    def content(self) -> bytes:
        return base64.b64decode(self.lines)


def within(html: str) -> Picture | None:
    """What the HTML of a mail shows; None if nothing, or if it was taken back meanwhile."""
    found = IN_HTML.search(html) if "cid:" in html else None
    lines = _lines(found[2]) if found else ""
    return Picture(found[1], lines) if found and lines else None


def _lines(digest: str) -> str:
    """By settings.NOTIFICATIONS_PICTURES; asked once for each picture, which never changes."""
    if digest not in _known:
        known = getattr(settings, "NOTIFICATIONS_PICTURES", "")
        image: bytes | None = import_string(known)(digest) if known else None
        if image is None:
            return ""
        if len(_known) >= MOST:
            _known.clear()
        _known[digest] = base64.encodebytes(image).decode("ascii")
    return _known[digest]
