"""Tickets worked on before the time was kept on them get theirs."""

from django.db import migrations

from dangol.helpdesk.tickets.working import recount_work


def fill(apps, schema_editor):
    recount_work(schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [("helpdesk", "0015_worked_seconds")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
