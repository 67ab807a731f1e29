"""A migration operation for tables to which rows are only ever added: nothing else is let through.

Whoever owns the database can take the rule away again; the chains and what is written down of them
outside tell of that. It keeps everybody else's mistakes out, ours included.
"""

from typing import Any, Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

PREFIX: Final = "append_only_"
REFUSAL: Final = "rows of this table are only ever added"

_FUNCTION: Final = (
    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
_POSTGRESQL: Final = (
    "CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION {name}()"
)
_SQLITE: Final = (
    "CREATE TRIGGER {name}_{deed} BEFORE {deed} ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
)


class AppendOnly(Operation):
    """Refuse to change or delete rows of a model.

    SQLite forgets triggers when a later migration makes the table anew: repeat the operation there.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not know of it."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _from: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        named = {"name": f"{PREFIX}{table}", "table": table, "refusal": REFUSAL}
        if schema_editor.connection.vendor == "postgresql":
            for statement in (_FUNCTION, _POSTGRESQL):
                schema_editor.execute(statement.format(**named), params=None)
        else:
            for deed in ("UPDATE", "DELETE"):
                schema_editor.execute(_SQLITE.format(deed=deed, **named), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, _to: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        name = f"{PREFIX}{table}"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            for deed in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {name}_{deed}")

    def describe(self) -> str:
        return f"Only ever add rows to {self.model_name}"
