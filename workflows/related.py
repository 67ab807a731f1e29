"""What rows refer to, put beside them: each row is read once, however many refer to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import models

Tree = dict[str, "Tree"]


class Related:
    """Rows by their key, kept for the length of one act.

    One statement for each kind of row at each step of the paths; a join would make the same row
    anew for each that refers to it, which costs Django more than all else.
    """

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], dict[Any, models.Model]] = defaultdict(dict)

    def lay(self, rows: Iterable[models.Model], paths: Iterable[str]) -> None:
        """Put beside each row what select_related would at these paths of foreign keys."""
        tree: Tree = {}
        for path in paths:
            branch = tree
            for name in path.split("__"):
                branch = branch.setdefault(name, {})
        self._lay(list(rows), tree)

    def _lay(self, rows: Collection[models.Model], tree: Tree) -> None:
        if not rows or not tree:
            return
        model = type(next(iter(rows)))
        fields: dict[str, Any] = {name: model._meta.get_field(name) for name in tree}
        keys = {name: _keys(rows, field) for name, field in fields.items()}
        self._read((field.remote_field.model, keys[name]) for name, field in fields.items())
        for name, field in fields.items():
            held = self._rows[field.remote_field.model]
            _put_beside(rows, field, held)
            self._lay([held[key] for key in keys[name]], tree[name])

    def _read(self, wanted: Iterable[tuple[type[models.Model], set[Any]]]) -> None:
        missing: dict[type[models.Model], set[Any]] = defaultdict(set)
        for model, keys in wanted:
            missing[model] |= keys - self._rows[model].keys()
        for model, keys in missing.items():
            if keys:
                self._rows[model] |= model._base_manager.in_bulk(keys)


def _keys(rows: Iterable[models.Model], field: Any) -> set[Any]:
    return {getattr(row, field.attname) for row in rows} - {None}


def _put_beside(rows: Iterable[models.Model], field: Any, held: Mapping[Any, models.Model]) -> None:
    for row in rows:
        other = held.get(getattr(row, field.attname))
        field.set_cached_value(row, other)
        if other is not None and not field.remote_field.multiple:
            field.remote_field.set_cached_value(other, row)
