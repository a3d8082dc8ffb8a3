"""Voices are found by their words."""

from django.db import migrations

from dangol.kit.search import search_index


class Migration(migrations.Migration):

    dependencies = [("voc", "0001_voices")]

    operations = search_index("voc_voice")
