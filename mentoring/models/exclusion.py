"""A migration operation for exclusion constraints: PostgreSQL has them, others are left alone."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class ExcludeOverlap(Operation):
    """No two rows of a model with equal `same` (bigint columns) and overlapping [starts, ends).

    Rows that do not meet `condition` (SQL) are not looked at. Needs no extension: an integer is
    compared as the range from itself to itself.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self, *, model_name: str, name: str, same: str, between: tuple[str, str], condition: str
    ) -> None:
        self.model_name, self.name, self.same = model_name, name, same
        self.between, self.condition = between, condition

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not know of it."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _from: Any, to_state: Any
    ) -> None:
        starts, ends = self.between
        self._alter(
            schema_editor,
            to_state.apps.get_model(app_label, self.model_name),
            f"ADD CONSTRAINT {self.name} EXCLUDE USING gist ("
            f"int8range({self.same}, {self.same}, '[]') WITH &&,"
            f" tstzrange({starts}, {ends}) WITH &&) WHERE ({self.condition})",
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, _to: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        self._alter(schema_editor, model, f"DROP CONSTRAINT {self.name}")

    def describe(self) -> str:
        return f"Exclude overlapping rows of {self.model_name}"

    def _alter(self, schema_editor: BaseDatabaseSchemaEditor, model: Any, change: str) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {model._meta.db_table} {change}")
