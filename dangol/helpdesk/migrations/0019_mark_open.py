"""Open tickets get the word they are found by."""

from django.db import migrations
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat

WORD = Value(" zzopen ", output_field=TextField())


def mark(apps, schema_editor):
    rows = apps.get_model("helpdesk", "Ticket").objects.filter(is_open=True)
    rows.exclude(search__contains=" zzopen ").update(search=Concat(F("search"), WORD))


class Migration(migrations.Migration):

    dependencies = [("helpdesk", "0018_report_indexes")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
