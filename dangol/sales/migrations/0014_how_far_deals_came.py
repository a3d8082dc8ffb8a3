import django.db.models.deletion
from django.db import migrations, models

from dangol.sales.pipeline.furthest import write_furthest

AT_ONCE = 100_000


def fill(apps, schema_editor):
    connection = schema_editor.connection
    last = apps.get_model("sales", "Deal").objects.aggregate(last=models.Max("pk"))["last"] or 0
    for first in range(1, last + 1, AT_ONCE):
        write_furthest(connection, first, first + AT_ONCE - 1)


class Migration(migrations.Migration):
    atomic = False  # PostgreSQL changes no table whose rows the same transaction changed

    dependencies = [
        ('sales', '0013_lead_own_fields'),
    ]

    operations = [
        migrations.AddField(
            model_name='dealstate',
            name='furthest',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sales.stage'),
        ),
        migrations.AddField(
            model_name='dealstate',
            name='begun_on',
            field=models.DateField(null=True, verbose_name='시작일'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='dealstate',
            name='furthest',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sales.stage'),
        ),
        migrations.AlterField(
            model_name='dealstate',
            name='begun_on',
            field=models.DateField(verbose_name='시작일'),
        ),
        migrations.AddIndex(
            model_name='dealstate',
            index=models.Index(fields=['until', 'owner', 'furthest', 'begun_on', 'at'], name='deal_state_far'),
        ),
    ]
