"""What belongs to a row that was read with it: made of its columns once somebody asks for it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models.base import ModelState

Make = Callable[[Sequence[Any]], Any]


class Belonging(dict[str, Any]):
    """Stands where Django keeps related objects; nobody can tell that they are not there yet."""

    __slots__ = ("_later", "_row")

    def __init__(self, row: Sequence[Any], later: Mapping[str, Make]) -> None:
        self._row, self._later = row, later

    def __missing__(self, name: str) -> Any:
        found = self[name] = self._later[name](self._row)
        return found

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._later

    def __delitem__(self, name: str) -> None:
        if self.pop(name, self) is self and name not in self._later:
            raise KeyError(name)
        self._later = {each: made for each, made in self._later.items() if each != name}

    def items(self) -> Any:
        self._make_all()
        return super().items()

    def copy(self) -> dict[str, Any]:
        return dict(self.items())

    def _make_all(self) -> None:
        for name in self._later:
            self[name]
        self._later = {}


def stored(belonging: dict[str, Any]) -> ModelState:
    """The state of a row that was read, as Model.from_db sets it."""
    state: Any = ModelState()
    state.adding, state.db, state.fields_cache = False, DEFAULT_DB_ALIAS, belonging
    made: ModelState = state
    return made
