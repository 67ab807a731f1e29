"""The changes of class C in addresses of the portal."""

from functools import cache
from typing import Any

from mentoring.machines.case_codes import code_of
from mentoring.models import BreakGlass, CounsellingCase


@cache
def _names() -> dict[str, str]:
    of_class_c = (CounsellingCase, BreakGlass)
    return {code_of(name): name for machine in of_class_c for name in machine.transitions()}


class Neutral:
    """A path converter: the name of a change in Python, eight characters of no meaning outside."""

    regex = "[0-9a-f]{8}"

    def to_python(self, code: str) -> str:
        if code not in _names():
            raise ValueError(code)
        return _names()[code]

    def to_url(self, name: Any) -> str:
        return code_of(str(name))
