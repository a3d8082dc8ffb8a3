"""The trigger that refuses to rewrite the consent ledger.

Rows leave it only together with their customer, so erasure and the undo of an import work.
"""

from typing import Any

TABLE = "customers_consent"
CREATE = {
    "sqlite": [
        f"""CREATE TRIGGER consent_kept BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"""
    ],
    "postgresql": [
        """CREATE FUNCTION consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
        f"""CREATE TRIGGER consent_kept BEFORE UPDATE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION consent_refuse()""",
    ],
}


def migrate(apps: Any, schema_editor: Any) -> None:
    """Make the trigger."""
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)
