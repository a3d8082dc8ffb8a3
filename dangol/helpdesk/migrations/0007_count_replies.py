"""Tickets answered before answers were counted get their number."""

from django.db import migrations
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    ticket = apps.get_model("helpdesk", "Ticket")
    said = apps.get_model("helpdesk", "TicketMessage").objects.filter(
        ticket=OuterRef("pk"), kind="out"
    )
    count = said.order_by().values("ticket").annotate(n=Count("pk")).values("n")
    ticket.objects.update(reply_count=Coalesce(Subquery(count), 0))


class Migration(migrations.Migration):

    dependencies = [("helpdesk", "0006_reply_count")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
