"""Schema changes that keep a table's triggers and read only the tables they change.

Django alters a SQLite table by copying it to a new one and dropping the old, and its triggers with
it: the search index would stop following and the append-only logs would open up. And after each
migration it checks the references of every row of the database: with millions of messages that is
minutes for a column added to a small table, a hundred times an upgrade.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.sqlite3 import schema
from django.db.models import Model


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's schema editor, which makes the triggers of a remade table again."""

    def __enter__(self) -> Any:
        self._remade: set[str] = set()
        return super().__enter__()

    def __exit__(self, *error: Any) -> None:
        """As Django's, but checks the references of the tables it copied only.

        What a migration writes to others is checked by PostgreSQL, whose references are always on.
        """
        self.connection.check_constraints(sorted(self._remade))
        BaseDatabaseSchemaEditor.__exit__(self, *error)
        self.connection.enable_constraint_checking()

    def _remake_table(self, model: type[Model], *args: Any, **kwargs: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                [model._meta.db_table],
            )
            triggers = [sql for (sql,) in cursor.fetchall()]
        super()._remake_table(model, *args, **kwargs)  # type: ignore[misc]
        for sql in triggers:
            self.execute(sql, params=None)
        self._remade.add(model._meta.db_table)
