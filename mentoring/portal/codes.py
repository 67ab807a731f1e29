"""What changes of a counselling case are called in addresses: a history tells nothing."""

import hashlib
from functools import cache
from typing import Any

from mentoring.models import CounsellingCase


@cache
def _names() -> dict[str, str]:
    return {_code(name): name for name in CounsellingCase.transitions()}


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
