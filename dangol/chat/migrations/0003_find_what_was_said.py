"""Words said before they could be searched get their tokens; who waited, waited from the start."""

from django.db import migrations
from django.db.models import F

from dangol.kit.search import search_text


def fill(apps, schema_editor):
    message = apps.get_model("chat", "ChatMessage")
    batch = []
    for row in message.objects.exclude(text="").only("text").iterator(2_000):
        row.search = search_text(notes=(row.text,))
        batch.append(row)
        if len(batch) == 2_000:
            message.objects.bulk_update(batch, ["search"])
            batch = []
    message.objects.bulk_update(batch, ["search"])
    apps.get_model("chat", "Conversation").objects.update(asked_at=F("began_at"))


class Migration(migrations.Migration):

    dependencies = [("chat", "0002_scores_bot_merging")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
