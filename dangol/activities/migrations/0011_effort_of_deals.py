"""The days are counted anew: stages of deals count now, and the link to a deal with them."""

from django.db import migrations

from dangol.activities.reports import triggers


class Migration(migrations.Migration):
    dependencies = [("activities", "0010_signals")]

    operations = [
        migrations.RunPython(triggers.drop, triggers.make),
        migrations.RunPython(triggers.make, triggers.drop),
    ]
