"""Triggers that refuse to rewrite the logs, and the index that finds who saw a record.

The only ways through: an access may be deleted once a checkpoint covers it, and the values of a
change may be blanked. `TRUNCATE` and an owner who drops the triggers are found by the chain.
"""

from typing import Any

ACCESS_COLUMNS = (
    "id", "at", "actor_id", "actor_name", "address", "act", "model", "record_ids", "count",
    "reason", "hash",
)  # fmt: skip
CHANGE_COLUMNS = (
    "id", "at", "actor_id", "address", "model", "record_id", "count", "verb", "digest",
)  # fmt: skip

_COVERED = "EXISTS (SELECT 1 FROM audit_checkpoint WHERE last_id >= OLD.id)"
_BLANKS = " AND ".join(
    ["NEW.is_blanked", *(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in CHANGE_COLUMNS)]
)
_BLANKS_SQLITE = _BLANKS.replace("IS NOT DISTINCT FROM", "IS")

CREATE = {
    "sqlite": [
        """CREATE TRIGGER audit_access_kept BEFORE UPDATE ON audit_access
        BEGIN SELECT RAISE(ABORT, 'audit_access is append-only'); END""",
        f"""CREATE TRIGGER audit_access_stays BEFORE DELETE ON audit_access WHEN NOT {_COVERED}
        BEGIN SELECT RAISE(ABORT, 'audit_access is append-only'); END""",
        f"""CREATE TRIGGER audit_change_kept BEFORE UPDATE ON audit_change
        WHEN NOT ({_BLANKS_SQLITE})
        BEGIN SELECT RAISE(ABORT, 'audit_change is append-only'); END""",
        """CREATE TRIGGER audit_change_stays BEFORE DELETE ON audit_change
        BEGIN SELECT RAISE(ABORT, 'audit_change is append-only'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
        f"""CREATE FUNCTION audit_access_prune() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {_COVERED} THEN RETURN OLD; END IF;
            RAISE EXCEPTION 'audit_access is append-only';
        END $$""",
        """CREATE TRIGGER audit_access_kept BEFORE UPDATE ON audit_access
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_access_stays BEFORE DELETE ON audit_access
        FOR EACH ROW EXECUTE FUNCTION audit_access_prune()""",
        f"""CREATE TRIGGER audit_change_kept BEFORE UPDATE ON audit_change
        FOR EACH ROW WHEN (NOT ({_BLANKS})) EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_change_stays BEFORE DELETE ON audit_change
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    ],
}
DROP = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {name}"
        for name in (
            "audit_access_kept", "audit_access_stays", "audit_change_kept", "audit_change_stays"
        )
    ],
    "postgresql": [
        "DROP FUNCTION IF EXISTS audit_refuse() CASCADE",
        "DROP FUNCTION IF EXISTS audit_access_prune() CASCADE",
    ],
}  # fmt: skip

# An inverted index of the ids in `record_ids`: a row per sighted record would cost six times more.
INDEX = {
    "sqlite": [
        """CREATE VIRTUAL TABLE audit_access_ids USING fts5(
            ids, content='', detail=none, columnsize=0)""",
        """CREATE TRIGGER audit_access_indexed AFTER INSERT ON audit_access
        BEGIN INSERT INTO audit_access_ids(rowid, ids) VALUES (NEW.id, NEW.record_ids); END""",
        """CREATE TRIGGER audit_access_unindexed AFTER DELETE ON audit_access
        BEGIN INSERT INTO audit_access_ids(audit_access_ids, rowid, ids)
        VALUES ('delete', OLD.id, OLD.record_ids); END""",
    ],
    "postgresql": [
        "CREATE INDEX audit_access_ids ON audit_access USING gin (record_ids jsonb_path_ops)"
    ],
}


def run(statements: dict[str, list[str]], connection: Any) -> None:
    """Execute the statements meant for this database."""
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


def migrate(apps: Any, schema_editor: Any) -> None:
    """Make the index and the triggers."""
    run(INDEX, schema_editor.connection)
    run(CREATE, schema_editor.connection)
