"""Triggers that note which counted month changed, whoever writes: services, bulk acts, cascades.

As in dangol.activities.reports.triggers: a note is a row of its own, so that writers never wait
for each other, and Seoul's months begin at fixed moments (UTC+9 all year).
"""

from typing import Any

_COLUMNS = "state, kind, occurred_at, product_id, cause_id, channel, severity, has_reach"
_MONTH = {
    "sqlite": "date({}, '+9 hours', 'start of month')",
    "postgresql": "date_trunc('month', {} AT TIME ZONE 'Asia/Seoul')::date",
}
_NOTE = """INSERT INTO voc_countedmonth (month, is_stale)
    SELECT m.month, {yes} FROM (SELECT {month} AS month) m
    WHERE EXISTS (SELECT 1 FROM voc_countedmonth c WHERE c.month = m.month)
    AND NOT EXISTS (SELECT 1 FROM voc_countedmonth c WHERE c.month = m.month AND c.is_stale);"""
_SAID = "(SELECT occurred_at FROM voc_voice WHERE id = {}.voice_id)"
# by name: when, on what, and where the moments stand whose months changed
_ALL = {
    "voc_voice_heard": ("INSERT", "voc_voice", ("NEW.occurred_at",)),
    "voc_voice_gone": ("DELETE", "voc_voice", ("OLD.occurred_at",)),
    "voc_voice_changed": (
        f"UPDATE OF {_COLUMNS}", "voc_voice", ("OLD.occurred_at", "NEW.occurred_at"),
    ),
    "voc_word_found": ("INSERT", "voc_voiceword", (_SAID.format("NEW"),)),
    "voc_word_gone": ("DELETE", "voc_voiceword", (_SAID.format("OLD"),)),
}  # fmt: skip


def make(apps: Any, schema_editor: Any) -> None:
    """Make the triggers."""
    vendor = schema_editor.connection.vendor
    yes = "1" if vendor == "sqlite" else "true"
    with schema_editor.connection.cursor() as cursor:
        for name, (act, table, moments) in _ALL.items():
            body = " ".join(
                _NOTE.format(yes=yes, month=_MONTH[vendor].format(at)) for at in moments
            )
            if vendor == "sqlite":
                cursor.execute(f"CREATE TRIGGER {name} AFTER {act} ON {table} BEGIN {body} END")
                continue
            cursor.execute(f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN {body} RETURN NULL; END $$""")
            cursor.execute(f"""CREATE TRIGGER {name} AFTER {act} ON {table}
                FOR EACH ROW EXECUTE FUNCTION {name}()""")


def drop(apps: Any, schema_editor: Any) -> None:
    """Take the triggers out."""
    with schema_editor.connection.cursor() as cursor:
        for name in _ALL:
            if schema_editor.connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
