"""What becomes of a SQLite table that a migration changes."""

import pytest
from django.db import ConnectionHandler, IntegrityError, models
from django.test.utils import isolate_apps

from dangol.kit.search import SearchIndex, search_text


@pytest.fixture
def connection(django_db_blocker, tmp_path):
    here = {"ENGINE": "dangol.kit.db.fairsqlite", "NAME": tmp_path / "leaf.sqlite3"}
    with django_db_blocker.unblock():
        made = ConnectionHandler({"default": here})["default"]
        yield made
        made.close()


@pytest.fixture
def tree():
    """Leaves on branches, each with a text."""
    with isolate_apps("dangol.kit"):

        class Branch(models.Model):
            class Meta:
                app_label = "kit"

            def __str__(self):
                return str(self.pk)

        class Leaf(models.Model):
            search = models.TextField()
            branch = models.ForeignKey(Branch, models.CASCADE, null=True)

            class Meta:
                app_label = "kit"

            def __str__(self):
                return self.search

        yield Branch, Leaf


def longer(leaf):
    field = models.TextField(default="")
    field.set_attributes_from_name("search")
    field.model = leaf
    return {"alter_fields": [(leaf._meta.get_field("search"), field)]}


def test_it_is_still_searched(connection, tree):
    branch, leaf = tree
    with connection.schema_editor() as editor:
        editor.create_model(branch)
        editor.create_model(leaf)
        SearchIndex("kit_leaf").database_forwards("kit", editor, None, None)
    with connection.schema_editor() as editor:
        editor._remake_table(leaf, **longer(leaf))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kit_leaf (search) VALUES (%s)", [search_text("홍길동")])
        cursor.execute("SELECT count(*) FROM kit_leaf_fts WHERE kit_leaf_fts MATCH %s", ["길동"])
        assert cursor.fetchone() == (1,)


def test_its_references_are_checked_and_no_other_table_is_read(connection, tree):
    branch, leaf = tree
    with connection.schema_editor() as editor:
        editor.create_model(branch)
        editor.create_model(leaf)
    asked = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), connection.schema_editor() as editor:
        editor._remake_table(leaf, **longer(leaf))
    checks = [sql for sql in asked if "foreign_key_check" in sql]
    assert checks == ['PRAGMA foreign_key_check("kit_leaf")']

    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO kit_leaf (search, branch_id) VALUES ('잎', 7)")
    with pytest.raises(IntegrityError, match="kit_leaf"), connection.schema_editor() as editor:
        editor._remake_table(leaf, **longer(leaf))
