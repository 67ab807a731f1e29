"""What every answer must tell a browser; the same for pages, errors and redirects."""

import re
from typing import Any

ALWAYS = {
    "Content-Security-Policy": r"default-src 'none'; .*frame-ancestors '(none|self)'",
    "Permissions-Policy": r"camera=\(\)",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY|SAMEORIGIN",
    "Referrer-Policy": "same-origin|no-referrer",
}


def missing_headers(answer: Any, *, private: bool) -> list[str]:
    """The headers that are missing or too weak; what is somebody's own must be kept nowhere."""
    found = [name for name, wanted in ALWAYS.items() if not re.search(wanted, answer.get(name, ""))]
    if re.search(r"unsafe-|\*", answer.get("Content-Security-Policy", "")):
        found.append("Content-Security-Policy without unsafe sources")
    if private and "no-store" not in answer.get("Cache-Control", ""):
        found.append("Cache-Control: no-store")
    return found
