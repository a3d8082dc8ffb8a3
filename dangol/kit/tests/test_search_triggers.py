import pytest
from django.db import ConnectionHandler, models
from django.test.utils import isolate_apps

from dangol.kit.search import SearchIndex, search_text


@pytest.fixture
def _own_database(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.mark.usefixtures("_own_database")
@isolate_apps("dangol.kit")
def test_a_remade_sqlite_table_is_still_searched(tmp_path):
    class Leaf(models.Model):
        search = models.TextField()

        class Meta:
            app_label = "kit"

        def __str__(self):
            return self.search

    here = {"ENGINE": "dangol.kit.db.fairsqlite", "NAME": tmp_path / "leaf.sqlite3"}
    connection = ConnectionHandler({"default": here})["default"]
    longer = models.TextField(default="")
    longer.set_attributes_from_name("search")
    longer.model = Leaf

    with connection.schema_editor() as editor:
        editor.create_model(Leaf)
        SearchIndex("kit_leaf").database_forwards("kit", editor, None, None)
    with connection.schema_editor() as editor:
        editor._remake_table(Leaf, alter_fields=[(Leaf._meta.get_field("search"), longer)])
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO kit_leaf (search) VALUES (%s)", [search_text("홍길동")])
        cursor.execute("SELECT count(*) FROM kit_leaf_fts WHERE kit_leaf_fts MATCH %s", ["길동"])
        assert cursor.fetchone() == (1,)
    connection.close()
