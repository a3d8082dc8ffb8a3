"""`migrate`, which makes an empty database from the models at once instead of replaying history.

Replaying draws all models anew after each operation: half a minute for what takes a second. The
models are the schema (as `schema.rb` is in Rails): `makemigrations --check` keeps the migrations
equal to them, and a test compares the two databases.
"""

from typing import Any

from django.apps import apps
from django.core.management.base import no_translations
from django.core.management.commands import migrate
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

TABLES = (OperationCategory.ADDITION, OperationCategory.ALTERATION, OperationCategory.REMOVAL)
PARTLY = ("app_label", "plan", "check_unapplied", "fake", "prune")


class Command(migrate.Command):
    """As Django's, but quick where there is nothing yet."""

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        connection.prepare_database()
        if any(options[name] for name in PARTLY) or connection.introspection.table_names():
            super().handle(*args, **options)
            return
        how = {"verbosity": options["verbosity"], "interactive": options["interactive"]}
        emit_pre_migrate_signal(db=connection.alias, apps=apps, plan=[], **how)
        make_everything(connection)
        emit_post_migrate_signal(db=connection.alias, apps=apps, plan=[], **how)


def make_everything(connection: BaseDatabaseWrapper) -> None:
    """In one transaction: tables, what migrations do besides them, the note that all ran."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    now = ProjectState()
    now.__dict__["apps"] = apps  # what the cached property would make
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        executor.recorder.ensure_schema()
        for migration, _backwards in plan:
            for operation in besides_tables(migration):
                operation.database_forwards(migration.app_label, editor, now, now)
            executor.recorder.record_applied(migration.app_label, migration.name)


def besides_tables(migration: Migration) -> list[Operation]:
    """Triggers, search indexes, first rows; those of libraries only mend rows of old versions."""
    ours = type(migration).__module__.startswith("dangol.")
    return [one for one in migration.operations if ours and one.category not in TABLES]
