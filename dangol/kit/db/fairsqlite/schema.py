"""Schema changes that keep a table's triggers.

Django alters a SQLite table by copying it to a new one and dropping the old, and its triggers with
it: the search index would stop following and the append-only logs would open up.
"""

from typing import Any

from django.db.backends.sqlite3 import schema
from django.db.models import Model


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's schema editor, which makes the triggers of a remade table again."""

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
