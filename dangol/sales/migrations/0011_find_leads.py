"""Leads are found by their words."""

from django.db import migrations

from dangol.kit.search import search_index


class Migration(migrations.Migration):

    dependencies = [("sales", "0010_reports_from_indexes")]

    operations = search_index("sales_lead")
