"""What changes of class C are called in addresses: a history tells nothing."""

import hashlib
from functools import cache
from typing import Any

from mentoring.models import BreakGlass, CounsellingCase


@cache
def _names() -> dict[str, str]:
    of_class_c = (CounsellingCase, BreakGlass)
    return {_code(name): name for machine in of_class_c for name in machine.transitions()}


def _code(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


class Neutral:
    """A path converter: the name of a change in Python, eight characters of no meaning outside."""

    regex = "[0-9a-f]{8}"

    def to_python(self, code: str) -> str:
        if code not in _names():
            raise ValueError(code)
        return _names()[code]

    def to_url(self, name: Any) -> str:
        return _code(str(name))
